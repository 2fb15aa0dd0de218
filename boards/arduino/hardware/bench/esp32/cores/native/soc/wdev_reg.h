// Part of soc/soc.h here.
#pragma once

#include "soc/soc.h"
