#include "family.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    int64_t id, parent_id;
    char *name;
} child;

typedef struct {
    int64_t id, count, capacity;
    char *name;
    child *children;
} parent;

struct family {
    parent *parents;
    int64_t count, capacity, current;
};

family *baseline_family_make(void) { return calloc(1, sizeof(family)); }

void baseline_family_free(family *family) {
    if (!family) return;
    for (int64_t i = 0; i < family->count; i++) {
        parent *parent = &family->parents[i];
        for (int64_t j = 0; j < parent->count; j++) free(parent->children[j].name);
        free(parent->children);
        free(parent->name);
    }
    free(family->parents);
    free(family);
}

// Room for one more, doubled when it is full.
static void *grown(void *array, int64_t count, int64_t *capacity, size_t size) {
    if (count < *capacity) return array;
    *capacity = *capacity ? *capacity * 2 : 16;
    return realloc(array, (size_t)*capacity * size);
}

int baseline_family_add_parent(family *family, int64_t id, const char *name, size_t length) {
    family->parents = grown(family->parents, family->count, &family->capacity, sizeof(parent));
    if (!family->parents) return -1;
    family->parents[family->count++] = (parent){.id = id, .name = baseline_copy(name, length)};
    return 0;
}

int baseline_family_add_child(family *family, int64_t id, const char *name, size_t length, int64_t parent_id) {
    while (family->current < family->count && family->parents[family->current].id < parent_id) family->current++;
    if (family->current == family->count) return -1;
    parent *parent = &family->parents[family->current];
    parent->children = grown(parent->children, parent->count, &parent->capacity, sizeof(child));
    if (!parent->children) return -1;
    parent->children[parent->count++] = (child){id, parent_id, baseline_copy(name, length)};
    return 0;
}

int64_t baseline_family_weigh(const family *family) {
    int64_t sum = 0;
    for (int64_t i = 0; i < family->count; i++) {
        const parent *parent = &family->parents[i];
        for (int64_t j = 0; j < parent->count; j++)
            sum += parent->id + parent->children[j].id + (int64_t)strlen(parent->children[j].name);
    }
    return sum;
}
