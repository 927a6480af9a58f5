#ifndef BASELINE_POSTGRES_H
#define BASELINE_POSTGRES_H

#include "user.h"

#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#else
#include <postgresql/libpq-fe.h>
#endif
#include <string.h>

struct baseline_pg {
    PGconn *conn;
    bool has_point;
    bool has_insert;
    bool has_page;
};

enum { BOOL_OID = 16, INT8_OID = 20, INT4_OID = 23, TEXT_OID = 25, TIMESTAMPTZ_OID = 1184 };

// Microseconds from 1970 to PostgreSQL's 2000.
static const int64_t postgres_epoch = 946684800000000;

// Network byte order.
static inline char *put_int32(char *at, int32_t value) {
    uint32_t wire = __builtin_bswap32((uint32_t)value);
    memcpy(at, &wire, 4);
    return at + 4;
}

static inline char *put_int64(char *at, int64_t value) {
    uint64_t wire = __builtin_bswap64((uint64_t)value);
    memcpy(at, &wire, 8);
    return at + 8;
}

static inline int64_t get_int64(const char *at) {
    uint64_t wire;
    memcpy(&wire, at, 8);
    return (int64_t)__builtin_bswap64(wire);
}

static inline int32_t get_int32(const char *at) {
    uint32_t wire;
    memcpy(&wire, at, 4);
    return (int32_t)__builtin_bswap32(wire);
}

// Makes a struct of one row.
void baseline_pg_read(const PGresult *result, int row, baseline_user *user);
// Reads up to the next synchronisation; -1 when a statement failed.
int baseline_pg_read_to_sync(PGconn *conn);

// Frees the result; 0 when it has the status.
static inline int expect(PGresult *result, ExecStatusType status) {
    int code = PQresultStatus(result) == status ? 0 : -1;
    PQclear(result);
    return code;
}

#endif
