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

// The columns of row `id` of the test data; the strings must hold 64 bytes.
void baseline_make_user(int64_t id, char *name, char *email, baseline_user *user);

// SQLite ---------------------------------------------------------------------------------------------------------
typedef struct baseline_sqlite baseline_sqlite;

// NULL when the file cannot be opened. WAL, synchronous FULL.
baseline_sqlite *baseline_sqlite_open(const char *path);
void baseline_sqlite_close(baseline_sqlite *db);
const char *baseline_sqlite_error(const baseline_sqlite *db);
const char *baseline_sqlite_version(void);

int baseline_sqlite_exec(baseline_sqlite *db, const char *sql);
// Inserts rows 1...count into `table`, in one transaction.
int baseline_sqlite_insert(baseline_sqlite *db, const char *table, int64_t count);
// Reads all users into an array of structs and frees it; the sum of ids and text lengths.
int64_t baseline_sqlite_scan(baseline_sqlite *db, int64_t count);
// Selects `selects` users by key, one after another; in one transaction or each on its own. The sum as for scan.
int64_t baseline_sqlite_points(baseline_sqlite *db, int64_t selects, int64_t count, bool in_transaction);

// PostgreSQL -----------------------------------------------------------------------------------------------------
typedef struct baseline_pg baseline_pg;

// NULL when there is no memory; error() is empty when it is connected.
baseline_pg *baseline_pg_open(const char *url);
void baseline_pg_close(baseline_pg *pg);
const char *baseline_pg_error(const baseline_pg *pg);
int baseline_pg_server_version(const baseline_pg *pg);
int baseline_pg_library_version(void);

int baseline_pg_exec(baseline_pg *pg, const char *sql);
int64_t baseline_pg_scan(baseline_pg *pg, int64_t count);
int64_t baseline_pg_points(baseline_pg *pg, int64_t selects, int64_t count);
// `selects` in all, spread over one blocking thread per connection.
int64_t baseline_pg_points_threads(baseline_pg *const *connections, int threads, int64_t selects, int64_t count);
// Inserts rows 1...count into users_copy in one transaction, `batch` rows per synchronisation.
int baseline_pg_insert_pipeline(baseline_pg *pg, int64_t count, int64_t batch);
// The same by arrays, `batch` rows per statement.
int baseline_pg_insert_unnest(baseline_pg *pg, int64_t count, int64_t batch);

#endif
