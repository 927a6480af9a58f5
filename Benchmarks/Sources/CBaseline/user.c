#include "user.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void baseline_make_user(int64_t id, char *name, char *email, baseline_user *user) {
    snprintf(name, 64, "User %lld", (long long)id);
    snprintf(email, 64, "user%lld@example.com", (long long)id);
    user->id = id;
    user->name = name;
    user->email = email;
    user->has_age = id % 5 != 0;
    user->age = user->has_age ? (int32_t)(18 + id % 60) : 0;
    user->active = id % 2 == 0;
    user->created_at = 1700000000000000 + id * 1000003;
}

char *baseline_copy(const void *text, size_t length) {
    char *copy = malloc(length + 1);
    memcpy(copy, text, length);
    copy[length] = 0;
    return copy;
}

int64_t baseline_weigh(const baseline_user *user) {
    return user->id + (int64_t)strlen(user->name) + (int64_t)strlen(user->email) + user->age + user->active
        + user->created_at % 1000;
}

void baseline_free(baseline_user *user) {
    free(user->name);
    free(user->email);
}
