#include "Lamp.h"

int lampColour() { return 7; }
