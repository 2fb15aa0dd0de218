"""Makes pyserial 3.5's RFC 2217 client as fast as its server lets it be.

Two things in the released pyserial make esptool over rfc2217:// many times slower than over a wire; esptool itself is left as it is.

1. Setting the time-out for reads negotiates all parameters of the remote port anew, though no server ever learns of that time-out. esptool
   sets it twice for each command. pyserial's repository has had this mended since the release, and Debian ships it mended.
2. Each acknowledgement is waited for by looking every 50 ms.

Measured with esptool 5.6.0 and a server on the same machine: asking whether 36 KB are in flash already took 22 s, takes 2.3 s with the first
and 0.6 s with both. Loaded by benchtrial_rfc2217.pth at the start of the Python of this virtual environment, and of no other.
"""

import time
import types

import serial.rfc2217 as client

POLL = 0.05  # how pyserial 3.5 waits for an acknowledgement; its other pauses are left as they are


def _set_timeout(port, seconds):
    if seconds is not None and seconds < 0:
        raise ValueError("Not a valid timeout: {!r}".format(seconds))
    port._timeout = seconds


def _sleep(seconds):
    time.sleep(0.001 if seconds == POLL else seconds)


client.Serial.timeout = property(lambda port: port._timeout, _set_timeout)
client.time = types.SimpleNamespace(**{**vars(time), "sleep": _sleep})
