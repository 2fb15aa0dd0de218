// Every way to crash.

static uint32_t depth = 0;

__attribute__((noinline)) int recurse(int n) {
  volatile char frame[100];
  frame[n % 100] = n;
  depth++;
  return recurse(n + 1) + frame[(n + 1) % 100];
}

__attribute__((noinline)) void smash() {
  char text[8];
  volatile size_t count = 40;
  memset(text, 'x', count);
  Serial.write(text[0]);
}

// The compiler must not see that the block is misused.
__attribute__((noinline)) void scribble(volatile char *at) { *at = 'y'; }

bool crashCommand(const String &name) {
  volatile intptr_t zero = 0;
  char *volatile block = nullptr;
  if (name == "load") {
    Serial.print(*(volatile int *)zero);
  } else if (name == "store") {
    *(volatile int *)16 = 1;
  } else if (name == "call") {
    ((void (*)())zero)();
  } else if (name == "divide") {
    Serial.print(7 / zero);
  } else if (name == "illegal") {
    __builtin_trap();
  } else if (name == "abort") {
    abort();
  } else if (name == "throw") {
    throw 1;
  } else if (name == "assert") {
    assert(zero == 1);
  } else if (name == "recurse") {
    Serial.print(recurse(0));
  } else if (name == "smash") {
    smash();
  } else if (name == "tail" || name == "head") {
    block = (char *)malloc(10);
    scribble(name == "tail" ? block + 10 : block - 1);
    free(block);
  } else if (name == "twice") {
    block = (char *)malloc(10);
    char *again = block;
    free(block);
    free(again);
  } else if (name == "hang") {
    while (zero == 0) {
    }
  } else if (name == "restart") {
    ESP.restart();
  } else {
    return false;
  }
  return true;
}
