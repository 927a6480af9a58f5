#include "postgres.h"

#include <stdlib.h>

static const Oid row_types[6] = {INT8_OID, TEXT_OID, TEXT_OID, INT4_OID, BOOL_OID, TIMESTAMPTZ_OID};

static int prepare_insert(baseline_pg *pg) {
    if (pg->has_insert) return 0;
    pg->has_insert = true;
    return expect(
        PQprepare(
            pg->conn, "insert",
            "INSERT INTO users_copy (id, name, email, age, active, created_at) VALUES ($1, $2, $3, $4, $5, $6)", 6,
            row_types),
        PGRES_COMMAND_OK);
}

static int send_row(PGconn *conn, const baseline_user *user) {
    char key[8], age[4], active[1], created_at[8];
    put_int64(key, user->id);
    put_int32(age, user->age);
    active[0] = user->active;
    put_int64(created_at, user->created_at - postgres_epoch);
    const char *values[6] = {key, user->name, user->email, user->has_age ? age : NULL, active, created_at};
    int lengths[6] = {8, (int)strlen(user->name), (int)strlen(user->email), 4, 1, 8};
    static const int formats[6] = {1, 1, 1, 1, 1, 1};
    return PQsendQueryPrepared(conn, "insert", 6, values, lengths, formats, 1) ? 0 : -1;
}

int baseline_pg_read_to_sync(PGconn *conn) {
    int code = 0;
    for (;;) {
        PGresult *result = PQgetResult(conn);
        if (!result) {
            if (PQstatus(conn) != CONNECTION_OK) return -1;
            continue; // the end of one statement's results
        }
        ExecStatusType status = PQresultStatus(result);
        PQclear(result);
        if (status == PGRES_PIPELINE_SYNC) return code;
        if (status != PGRES_COMMAND_OK) code = -1;
    }
}

int64_t baseline_pg_insert_pipeline(baseline_pg *pg, const baseline_user *users, int64_t count, int64_t batch) {
    if (prepare_insert(pg) || baseline_pg_exec(pg, "BEGIN") || !PQenterPipelineMode(pg->conn)) return -1;
    int code = 0;
    // A batch's answers fit into the socket's buffer, so that blocking sends cannot deadlock.
    for (int64_t i = 0; i < count && !code;) {
        for (int64_t end = i + batch; i < end && i < count && !code; i++) code = send_row(pg->conn, &users[i]);
        if (!PQpipelineSync(pg->conn) || baseline_pg_read_to_sync(pg->conn)) code = -1;
    }
    if (!PQexitPipelineMode(pg->conn)) return -1;
    return baseline_pg_exec(pg, code ? "ROLLBACK" : "COMMIT") || code ? -1 : count;
}

// One array in PostgreSQL's binary form: a header, then length and bytes of each element.
typedef struct {
    char *start, *at;
} array;

static int begin_array(array *array, Oid type, int64_t count, size_t widest) {
    array->start = malloc(20 + (size_t)count * (4 + widest));
    if (!array->start) return -1;
    char *at = put_int32(array->start, 1); // dimensions
    at = put_int32(at, 1);                 // may hold NULLs
    at = put_int32(at, (int32_t)type);
    at = put_int32(at, (int32_t)count);
    array->at = put_int32(at, 1); // lower bound
    return 0;
}

static void append_text(array *array, const char *text) {
    size_t length = strlen(text);
    array->at = put_int32(array->at, (int32_t)length);
    memcpy(array->at, text, length);
    array->at += length;
}

static void append_user(array columns[6], const baseline_user *user) {
    columns[0].at = put_int64(put_int32(columns[0].at, 8), user->id);
    append_text(&columns[1], user->name);
    append_text(&columns[2], user->email);
    columns[3].at = user->has_age ? put_int32(put_int32(columns[3].at, 4), user->age) : put_int32(columns[3].at, -1);
    columns[4].at = put_int32(columns[4].at, 1);
    *columns[4].at++ = user->active;
    columns[5].at = put_int64(put_int32(columns[5].at, 8), user->created_at - postgres_epoch);
}

static int insert_arrays(baseline_pg *pg, const baseline_user *users, int64_t count) {
    static const Oid array_types[6] = {1016, 1009, 1009, 1007, 1000, 1185};
    static const size_t widest[6] = {8, 64, 64, 4, 1, 8};
    array columns[6] = {{0}};
    int code = 0;
    for (int i = 0; i < 6 && !code; i++) code = begin_array(&columns[i], row_types[i], count, widest[i]);
    if (!code) {
        for (int64_t i = 0; i < count; i++) append_user(columns, &users[i]);
        const char *values[6];
        int lengths[6];
        static const int formats[6] = {1, 1, 1, 1, 1, 1};
        for (int i = 0; i < 6; i++) {
            values[i] = columns[i].start;
            lengths[i] = (int)(columns[i].at - columns[i].start);
        }
        code = expect(
            PQexecParams(
                pg->conn,
                "INSERT INTO users_copy (id, name, email, age, active, created_at) "
                "SELECT * FROM unnest($1, $2, $3, $4, $5, $6)",
                6, array_types, values, lengths, formats, 1),
            PGRES_COMMAND_OK);
    }
    for (int i = 0; i < 6; i++) free(columns[i].start);
    return code;
}

int64_t baseline_pg_insert_unnest(baseline_pg *pg, const baseline_user *users, int64_t count, int64_t batch) {
    if (baseline_pg_exec(pg, "BEGIN")) return -1;
    int code = 0;
    for (int64_t i = 0; i < count && !code; i += batch)
        code = insert_arrays(pg, users + i, batch < count - i ? batch : count - i);
    return baseline_pg_exec(pg, code ? "ROLLBACK" : "COMMIT") || code ? -1 : count;
}
