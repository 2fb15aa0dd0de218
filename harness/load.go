package harness

import (
	"context"
	"fmt"

	"github.com/benchtrial/benchtrial/harness/flash"
)

// Load puts the firmware's image on the board, unless the board holds exactly these bytes: the chip itself is asked.
func (b *Bench) Load(ctx context.Context, fw *LaneFirmware) error {
	if b.holds == fw.Image.Hash {
		return nil
	}
	b.holds = "" // whatever happens now, the board no longer surely holds what it held
	b.record.flashBegan(fw)
	request := flash.Request{
		Board: b.lane.Board.Name, Chip: b.lane.Board.Chip, MAC: b.lane.Board.MAC, Esptool: b.lane.Esptool,
		Baud: b.flashBaud(), Progress: b.record.flashProgress(fw),
	}
	for _, r := range fw.Image.Regions {
		request.Regions = append(request.Regions, flash.Region{Offset: r.Offset, Path: r.Path})
	}
	ledger := flash.Ledger{Dir: b.lane.Ledger}
	var outcome flash.Outcome
	// Forgotten before it is touched: a lane that is killed half-way cannot do it afterwards.
	ledger.Forget(b.lane.Board.Name)
	err := b.board.Flash(ctx, func(ctx context.Context, port string) error {
		request.Port = port
		var err error
		outcome, err = flash.Write(ctx, request)
		return err
	})
	if err != nil {
		return fmt.Errorf("flashing %s with %s: %w", b.lane.Board.Name, fw.Firmware.Name, err)
	}
	b.holds = fw.Image.Hash
	ledger.Remember(b.lane.Board.Name, fw.Image.Hash)
	b.record.flashDone(fw, outcome)
	return nil
}

// flashBaud is the rate asked of esptool. A simulated UART is as fast as it can be at any rate, and changing the rate
// costs time.
func (b *Bench) flashBaud() int {
	if b.lane.Board.Simulated {
		return 0
	}
	return b.lane.Board.FlashBaud
}
