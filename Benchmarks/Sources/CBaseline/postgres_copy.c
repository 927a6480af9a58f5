#include "postgres.h"

static char *put_int16(char *at, int16_t value) {
    uint16_t wire = __builtin_bswap16((uint16_t)value);
    memcpy(at, &wire, 2);
    return at + 2;
}

static char *put_text(char *at, const char *text) {
    size_t length = strlen(text);
    at = put_int32(at, (int32_t)length);
    memcpy(at, text, length);
    return at + length;
}

static char *put_user(char *at, const baseline_user *user) {
    at = put_int16(at, 6);
    at = put_int64(put_int32(at, 8), user->id);
    at = put_text(at, user->name);
    at = put_text(at, user->email);
    at = user->has_age ? put_int32(put_int32(at, 4), user->age) : put_int32(at, -1);
    at = put_int32(at, 1);
    *at++ = user->active;
    return put_int64(put_int32(at, 8), user->created_at - postgres_epoch);
}

int64_t baseline_pg_copy(baseline_pg *pg, const baseline_user *users, int64_t count) {
    static const char sql[] =
        "COPY users_copy (id, name, email, age, active, created_at) FROM STDIN (FORMAT binary)";
    static const char header[19] = "PGCOPY\n\377\r\n\0";
    if (expect(PQexec(pg->conn, sql), PGRES_COPY_IN) || PQputCopyData(pg->conn, header, sizeof header) != 1) return -1;
    int code = 0;
    char chunk[65536], *at = chunk;
    for (int64_t i = 0; i < count && !code; i++) {
        at = put_user(at, &users[i]);
        // The next one fits for certain: its texts are at most 64 bytes.
        if (at - chunk < (ptrdiff_t)sizeof chunk - 256 && i + 1 < count) continue;
        code = PQputCopyData(pg->conn, chunk, (int)(at - chunk)) == 1 ? 0 : -1;
        at = chunk;
    }
    char trailer[2];
    put_int16(trailer, -1);
    if (!code) code = PQputCopyData(pg->conn, trailer, sizeof trailer) == 1 ? 0 : -1;
    if (PQputCopyEnd(pg->conn, code ? "failed" : NULL) != 1) code = -1;
    if (expect(PQgetResult(pg->conn), PGRES_COMMAND_OK)) code = -1;
    PGresult *rest;
    while ((rest = PQgetResult(pg->conn))) PQclear(rest);
    return code ? -1 : count;
}
