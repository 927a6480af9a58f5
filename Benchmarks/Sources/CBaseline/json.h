#ifndef BASELINE_JSON_H
#define BASELINE_JSON_H

#include "user.h"

// A JSON array of users, in a buffer that grows.
typedef struct {
    char *start;
    size_t length, capacity;
} json;

// -1 when there is no memory. {"id":1,"name":"User 1","email":"user1@example.com","age":19,"active":false}
int baseline_json_append(json *json, const baseline_user *user);
// Ends the array, frees it, and says how long it was.
int64_t baseline_json_end(json *json);

#endif
