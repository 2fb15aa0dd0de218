// Package sim is a board without the board: a simulated ESP32, ESP32-C3, ESP32-S3 or ESP8266 that esptool flashes,
// that a console listens to, and that runs what its flash holds. It stands on the bench where a board would, behind the
// same kinds of port, and goes through the same steps: download, reset, banner, firmware, panic, reboot.
//
// # What it is made of
//
//   - A serial port over RFC 2217 (package rfc2217), with the auto-reset circuit between its modem lines and the
//     chip's EN and IO0; and a pty for programs that want a device. What the chip sends reaches both, what either sends
//     reaches the chip.
//   - The ROM loader and its stub (package loader), which unmodified esptool talks to.
//   - 4 MiB of NOR flash in a file (package nor).
//   - The firmware: a program for this host, wrapped in an image of the chip's format (package espimage), which is
//     started when the chip boots from flash and killed when it is reset. It finds its UART on file descriptors 0 and 1,
//     a line to the simulator on 3 (parseMonitor), one from it on 4 (machine.setAir), its RTC memory on 5 (rtcMemory), and everything else it may know in BENCH_ variables.
//   - A control port for what a person does to a board with fingers: power, buttons, the access point, and looking at it.
//
// # What is faithful
//
//   - The conversation with esptool, in both dialects, byte for byte where esptool looks: 5.6.0 was recorded
//     (testdata/esptool), and identifies, writes, verifies, reads and erases with stub and without.
//   - The rules of NOR flash, and what a blank, corrupt, truncated or foreign image leads to.
//   - The texts of ROM, second-stage bootloader and panic handler, and the reset causes. Each has its source beside it.
//   - Which sequences of DTR and RTS reset the chip, and into what.
//   - That nothing outside stops the chip: a reader that does not read loses bytes.
//   - That a crash ends in a reboot, and a crash at start in a loop, at a chip's pace in board time.
//   - That a chip in deep sleep is silent until its time is over, in board time, or until somebody resets it; what its RTC
//     memory holds then lasts over the resets that the chip makes itself.
//   - That the ESP8266's ROM gives a restart, a crash and the reset pin the same cause, and that the firmware can tell.
//
// # What only silicon shows
//
//   - Timing. There are no baud rates on the wire: bytes travel at the speed of the host, and a wrong baud rate does not
//     garble (the state command shows what both sides believe, and what the ROM prints with, which on the ESP8266 is
//     not what the firmware does). Reset, boot and flash take no time.
//   - The capacitor at EN: see circuit. Here, both lines on is a latch.
//   - The instruction set. The firmware is compiled for this host: alignment, sizes of types and undefined behaviour are
//     the host's. Addresses in a panic are what the program makes of them, and registers it does not tell are zero.
//   - The stub. What is uploaded to RAM is not run; starting anything there gives the stub's dialect.
//   - Partition tables, OTA and the second-stage bootloader: the image at the ROM's offset is loader and application in
//     one. The ESP8266's SDK prints some lines of its own before setup(), garbled by a change of rate; they are left out.
//     Secure boot, flash encryption, eFuse burning, brownout, light sleep, radio and all peripherals but UART0.
//   - A board's real hang. A program that exits or is killed without a word is told as such, in words that no chip has,
//     and followed by an interrupt watchdog's reset.
//   - Getting into the loader without lines. A real chip needs IO0; here, a SYNC frame from the pty (which has no
//     lines) is enough, and closing the pty afterwards resets the board, which is what esptool then believes to have
//     done.
package sim
