// The version of esp8266/Arduino whose behaviour is simulated.
#pragma once

#define ARDUINO_ESP8266_GIT_DESC 3.1.2
#define ARDUINO_ESP8266_RELEASE "3_1_2"
#define ARDUINO_ESP8266_RELEASE_3_1_2
#define ARDUINO_ESP8266_MAJOR 3
#define ARDUINO_ESP8266_MINOR 1
#define ARDUINO_ESP8266_REVISION 2
