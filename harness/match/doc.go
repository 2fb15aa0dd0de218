// Package match has Gomega matchers for what a trial's result must show. A matcher that fails says what was wanted,
// what each witness saw, and the numbers it judged by, so that the report alone tells what the firmware did.
package match
