// Package prepare makes ready what a lane needs before it begins, for whoever opens one: boards that no other process has,
// and images of firmware that were built for them.
package prepare
