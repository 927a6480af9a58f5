#ifndef BASELINE_FAMILY_H
#define BASELINE_FAMILY_H

#include "user.h"

// Parents with their children, each collection an array of its own.
typedef struct family family;

family *baseline_family_make(void);
void baseline_family_free(family *family);
// Parents come in the order of their ids, children in that of their parents'.
int baseline_family_add_parent(family *family, int64_t id, const char *name, size_t length);
int baseline_family_add_child(family *family, int64_t id, const char *name, size_t length, int64_t parent_id);
int64_t baseline_family_weigh(const family *family);

#endif
