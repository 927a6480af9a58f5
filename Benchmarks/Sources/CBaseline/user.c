#include "user.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void make_user(int64_t id, baseline_user *user) {
    char text[64];
    user->id = id;
    user->name = baseline_copy(text, (size_t)snprintf(text, sizeof text, "User %lld", (long long)id));
    user->email = baseline_copy(text, (size_t)snprintf(text, sizeof text, "user%lld@example.com", (long long)id));
    user->has_age = id % 5 != 0;
    user->age = user->has_age ? (int32_t)(18 + id % 60) : 0;
    user->active = id % 2 == 0;
    user->created_at = 1700000000000000 + id * 1125000; // exact in binary, and in milliseconds
}

baseline_user *baseline_make_users(int64_t count) {
    baseline_user *users = malloc((size_t)count * sizeof *users);
    for (int64_t i = 0; users && i < count; i++) make_user(i + 1, &users[i]);
    return users;
}

void baseline_free_users(baseline_user *users, int64_t count) {
    for (int64_t i = 0; i < count; i++) baseline_free(&users[i]);
    free(users);
}

char *baseline_copy(const void *text, size_t length) {
    char *copy = malloc(length + 1);
    memcpy(copy, text, length);
    copy[length] = 0;
    return copy;
}

int64_t baseline_weigh(const baseline_user *user) {
    return user->id + (int64_t)strlen(user->name) + (int64_t)strlen(user->email) + user->age + user->active
        + user->created_at / 1000 % 1000;
}

void baseline_free(baseline_user *user) {
    free(user->name);
    free(user->email);
}
