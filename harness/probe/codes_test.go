package probe

import "testing"

func TestNumberIn(t *testing.T) {
	const failure = "Connection failed"
	for _, c := range []struct {
		chip, line string
		want       int
	}{
		{"esp32", "[   812][E][ssl_client.cpp:37] _handle_error(): [start_ssl_client():273]: (-9984) X509 - Certificate verification failed", -9984},
		{"esp32", "*** Can't connect. *** attempt 1 of 12: -9984 X509 - Certificate verification failed", -9984},
		{"esp32", "[E][NetworkClientSecure.cpp:110] connect(): start_ssl_client: connect failed: -29312", -29312},
		{"esp32", "TLS error -0x7780", -0x7780},
		{"esp32", "(-80) UNKNOWN ERROR CODE (0050)", -80},
		{"esp32", "[E][ssl_client.cpp:37] start_ssl_client: -1", 0}, // of the wrapper, and of no TLS
		{"esp32", "at 2026-11-22T06:00:00-05:00", 0},
		{"esp32", "offset -3.75 dB", 0},
		{"esp32", "drift: -99999", 0},
		{"esp32", "drift: -40000", 0}, // no error has so much
		{"esp32c3", "reason=-8576", -8576},
		{"esp32", "error 62", 0}, // mbedTLS has no positive ones

		{"esp8266", "Connection failed, attempt 2 of 5: 62 Chain could not be linked to a trust anchor.", 62},
		{"esp8266", "connection failed: 54 Certificate is expired or not yet valid.", 54},
		{"esp8266", "SSL error: 296", 296},
		{"esp8266", "BearSSL error code (56)", 56},
		{"esp8266", "retry 3/5 after 500 ms, ssl error 31", 31},
		{"esp8266", "Heap: 41232, error count 7.5", 0},
		{"esp8266", "joined in 12 s", 0},
		{"esp8266", "temperature 21", 0},
		{"esp8266", "error 999", 0}, // no error has so much
	} {
		if got := numberIn(c.line, c.chip, failure); got != c.want {
			t.Errorf("%s, %q: %d, want %d", c.chip, c.line, got, c.want)
		}
	}
}

// A board may print anything. What is found is a number that an error can have.
func FuzzNumberIn(f *testing.F) {
	for _, line := range []string{"(-9984) X509", "error: 62", "-0x7FFF", "attempt 1 of 2: 0", "failed -", "reason (\x00"} {
		f.Add(line, true)
		f.Add(line, false)
	}
	f.Fuzz(func(t *testing.T, line string, bear bool) {
		if bear {
			if n := numberIn(line, "esp8266", "failed"); n < 0 || n > mostBear {
				t.Errorf("%q: %d", line, n)
			}
			return
		}
		if n := numberIn(line, "esp32", "failed"); n > 0 || n < -mostMbed {
			t.Errorf("%q: %d", line, n)
		}
	})
}
