// Does not compile: the error is in line 6.
void setup() {
  later();
}

void loop() { undeclared(); }

void later() {}
