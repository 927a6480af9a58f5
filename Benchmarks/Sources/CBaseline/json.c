#include "json.h"

#include <stdlib.h>
#include <string.h>

static void put(json *json, const char *text, size_t length) {
    memcpy(json->start + json->length, text, length);
    json->length += length;
}

static void put_string(json *json, const char *text) {
    static const char hexadecimal[] = "0123456789abcdef";
    put(json, "\"", 1);
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte == '"' || byte == '\\') {
            put(json, (char[]){'\\', (char)byte}, 2);
        } else if (byte < ' ') {
            put(json, (char[]){'\\', 'u', '0', '0', hexadecimal[byte >> 4], hexadecimal[byte & 15]}, 6);
        } else {
            json->start[json->length++] = (char)byte;
        }
    }
    put(json, "\"", 1);
}

static void put_number(json *json, int64_t number) {
    char digits[20];
    int at = sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do digits[--at] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (number < 0) put(json, "-", 1);
    put(json, digits + at, sizeof digits - (size_t)at);
}

int baseline_json_append(json *json, const baseline_user *user) {
    // The widest a user can get, every byte escaped.
    size_t needed = 128 + 6 * (strlen(user->name) + strlen(user->email));
    if (json->capacity - json->length < needed) {
        json->capacity = json->capacity * 2 + needed;
        json->start = realloc(json->start, json->capacity);
        if (!json->start) return -1;
    }
    put(json, json->length ? "," : "[", 1);
    put(json, "{\"id\":", 6);
    put_number(json, user->id);
    put(json, ",\"name\":", 8);
    put_string(json, user->name);
    put(json, ",\"email\":", 9);
    put_string(json, user->email);
    put(json, ",\"age\":", 7);
    put_number(json, user->age);
    put(json, ",\"active\":", 10);
    if (user->active) put(json, "true}", 5);
    else put(json, "false}", 6);
    return 0;
}

int64_t baseline_json_end(json *json) {
    free(json->start);
    return json->start ? (int64_t)json->length + 1 : -1;
}
