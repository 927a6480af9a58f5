#include "postgres.h"

#include <stdlib.h>

// One array of fixed-width numbers in PostgreSQL's binary form.
static char *array_header(char *at, Oid type, int64_t count) {
    at = put_int32(at, 1); // dimensions
    at = put_int32(at, 0); // no NULLs
    at = put_int32(at, (int32_t)type);
    at = put_int32(at, (int32_t)count);
    return put_int32(at, 1); // lower bound
}

static int change_by_arrays(baseline_pg *pg, const baseline_user *users, int64_t count, int32_t age) {
    char *keys = malloc(20 + (size_t)count * 12), *ages = malloc(20 + (size_t)count * 8);
    char *key = array_header(keys, INT8_OID, count), *new_age = array_header(ages, INT4_OID, count);
    for (int64_t i = 0; i < count; i++) {
        key = put_int64(put_int32(key, 8), users[i].id);
        new_age = put_int32(put_int32(new_age, 4), age);
    }
    static const Oid types[2] = {1016, 1007};
    const char *values[2] = {keys, ages};
    const int lengths[2] = {(int)(key - keys), (int)(new_age - ages)};
    static const int formats[2] = {1, 1};
    int code = expect(
        PQexecParams(
            pg->conn,
            "UPDATE users_copy t SET age = u.age FROM unnest($1, $2) AS u(id, age) WHERE t.id = u.id", 2, types, values,
            lengths, formats, 1),
        PGRES_COMMAND_OK);
    free(keys);
    free(ages);
    return code;
}

static int change_by_pipeline(baseline_pg *pg, const baseline_user *users, int64_t count, int32_t age) {
    static const Oid types[2] = {INT4_OID, INT8_OID};
    int code = expect(PQprepare(pg->conn, "", "UPDATE users_copy SET age = $1 WHERE id = $2", 2, types), PGRES_COMMAND_OK);
    if (code || !PQenterPipelineMode(pg->conn)) return -1;
    static const int lengths[2] = {4, 8}, formats[2] = {1, 1};
    for (int64_t i = 0; i < count && !code;) {
        for (int64_t end = i + 1000; i < end && i < count && !code; i++) {
            char new_age[4], key[8];
            put_int32(new_age, age);
            put_int64(key, users[i].id);
            const char *values[2] = {new_age, key};
            if (!PQsendQueryPrepared(pg->conn, "", 2, values, lengths, formats, 1)) code = -1;
        }
        if (!PQpipelineSync(pg->conn) || baseline_pg_read_to_sync(pg->conn)) code = -1;
    }
    return PQexitPipelineMode(pg->conn) ? code : -1;
}

int64_t baseline_pg_change(baseline_pg *pg, int64_t count, int32_t age, bool pipelined) {
    if (baseline_pg_exec(pg, "BEGIN")) return -1;
    PGresult *result = PQexecParams(
        pg->conn, "SELECT id, name, email, age, active, created_at FROM users_copy", 0, NULL, NULL, NULL, NULL, 1);
    int code = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == count ? 0 : -1;
    baseline_user *users = malloc((size_t)count * sizeof *users);
    if (!code)
        for (int row = 0; row < count; row++) baseline_pg_read(result, row, &users[row]);
    PQclear(result);
    int64_t rows = code ? 0 : count;
    if (!code) code = pipelined ? change_by_pipeline(pg, users, count, age) : change_by_arrays(pg, users, count, age);
    for (int64_t i = 0; i < rows; i++) baseline_free(&users[i]);
    free(users);
    return baseline_pg_exec(pg, code ? "ROLLBACK" : "COMMIT") || code ? -1 : count;
}
