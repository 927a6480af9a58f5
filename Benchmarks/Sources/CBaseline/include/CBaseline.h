// The benchmarks' raw C side: prepared statements, binary results, one struct per row with strings of its own.
// Every function that can fail returns a negative number, and the connection's error() says why.
#ifndef CBASELINE_H
#define CBASELINE_H

#include <stdbool.h>
#include <stdint.h>

// users(id, name, email, age, active, created_at)
typedef struct {
    int64_t id;
    char *name;
    char *email;
    int32_t age;
    bool has_age;
    bool active;
    int64_t created_at; // microseconds since 1970
} baseline_user;

// Rows 1...count of the test data; NULL when there is no memory.
baseline_user *baseline_make_users(int64_t count);
void baseline_free_users(baseline_user *users, int64_t count);

// SQLite ---------------------------------------------------------------------------------------------------------
typedef struct baseline_sqlite baseline_sqlite;

// NULL when the file cannot be opened. WAL, synchronous FULL.
baseline_sqlite *baseline_sqlite_open(const char *path);
void baseline_sqlite_close(baseline_sqlite *db);
const char *baseline_sqlite_error(const baseline_sqlite *db);
const char *baseline_sqlite_version(void);

int baseline_sqlite_exec(baseline_sqlite *db, const char *sql);
// The first column of a query's first row.
int64_t baseline_sqlite_number(baseline_sqlite *db, const char *sql);
// Inserts the users into `table`, in one transaction; how many.
int64_t baseline_sqlite_insert(baseline_sqlite *db, const char *table, const baseline_user *users, int64_t count);
// Reads all users into an array of structs and frees it; the sum of ids and text lengths.
int64_t baseline_sqlite_scan(baseline_sqlite *db, int64_t count);
// Reads `count` users of users_copy into structs, and sets the age of each, one statement a row, in one transaction.
int64_t baseline_sqlite_change(baseline_sqlite *db, int64_t count, int32_t age);
// Selects `selects` users by key, one after another; in one transaction or each on its own. The sum as for scan.
int64_t baseline_sqlite_points(baseline_sqlite *db, int64_t selects, int64_t count, bool in_transaction);

// Reads all parents with their children, two statements; the sum of ids and text lengths.
int64_t baseline_sqlite_families(baseline_sqlite *db);
// The first `count` users that have an age, as JSON; its length.
int64_t baseline_sqlite_json(baseline_sqlite *db, int64_t count);

// PostgreSQL -----------------------------------------------------------------------------------------------------
typedef struct baseline_pg baseline_pg;

// NULL when there is no memory; error() is empty when it is connected.
baseline_pg *baseline_pg_open(const char *url);
void baseline_pg_close(baseline_pg *pg);
const char *baseline_pg_error(const baseline_pg *pg);
int baseline_pg_server_version(const baseline_pg *pg);
int baseline_pg_library_version(void);

int baseline_pg_exec(baseline_pg *pg, const char *sql);
int64_t baseline_pg_number(baseline_pg *pg, const char *sql);
int64_t baseline_pg_scan(baseline_pg *pg, int64_t count);
int64_t baseline_pg_points(baseline_pg *pg, int64_t selects, int64_t count);
// `selects` in all, spread over one blocking thread per connection.
int64_t baseline_pg_points_threads(baseline_pg *const *connections, int threads, int64_t selects, int64_t count);
// Inserts the users into users_copy in one transaction, `batch` rows per synchronisation; how many.
int64_t baseline_pg_insert_pipeline(baseline_pg *pg, const baseline_user *users, int64_t count, int64_t batch);
// The same by arrays, `batch` rows per statement.
int64_t baseline_pg_insert_unnest(baseline_pg *pg, const baseline_user *users, int64_t count, int64_t batch);
// Reads `count` users of users_copy into structs, and sets the age of each, in one transaction: by arrays, or by one
// pipelined statement a row.
int64_t baseline_pg_change(baseline_pg *pg, int64_t count, int32_t age, bool pipelined);
// The same by COPY in its binary form, outside of a transaction.
int64_t baseline_pg_copy(baseline_pg *pg, const baseline_user *users, int64_t count);
// `pages` queries of `size` users each, of `count` in all.
int64_t baseline_pg_pages(baseline_pg *pg, int64_t pages, int64_t size, int64_t count);
int64_t baseline_pg_families(baseline_pg *pg);
int64_t baseline_pg_json(baseline_pg *pg, int64_t count);

#endif
