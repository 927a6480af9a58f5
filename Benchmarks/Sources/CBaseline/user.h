#ifndef BASELINE_USER_H
#define BASELINE_USER_H

#include "CBaseline.h"
#include <stddef.h>

char *baseline_copy(const void *text, size_t length);
// What both sides of a benchmark must agree on: keeps the work from being optimised away, and right.
int64_t baseline_weigh(const baseline_user *user);
void baseline_free(baseline_user *user);

// The key of the n-th point select: scattered, the same on both sides.
static inline int64_t baseline_key(int64_t n, int64_t count) { return n * 7919 % count + 1; }

#endif
