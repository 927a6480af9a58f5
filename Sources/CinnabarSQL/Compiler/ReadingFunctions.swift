/// The functions of the databases themselves that are known to read only, so that a statement with them stays a pure
/// read. What is not here is not suspected, but nobody has vouched for it: it may be a user's.
enum ReadingFunctions {
    static func contains(_ name: String) -> Bool { names.contains(name) }

    private static let names: Set<String> = [
        // Those that have functions in Swift.
        "abs", "avg", "coalesce", "count", "cume_dist", "dense_rank", "first_value", "lag", "last_value", "lead",
        "length", "lower", "max", "min", "ntile", "nullif", "percent_rank", "rank", "replace", "round", "row_number",
        "string_agg", "substr", "sum", "trim", "upper",
        // Numbers.
        "ceil", "ceiling", "floor", "greatest", "least", "mod", "power", "sign", "sqrt", "trunc", "width_bucket",
        // Text.
        "btrim", "char_length", "concat", "concat_ws", "initcap", "left", "lpad", "ltrim", "md5", "octet_length",
        "position", "regexp_match", "regexp_replace", "repeat", "reverse", "right", "rpad", "rtrim", "split_part",
        "starts_with", "strpos", "substring", "to_char", "translate",
        // Time.
        "age", "date_bin", "date_part", "date_trunc", "make_date", "make_interval", "make_timestamp", "now",
        "to_date", "to_timestamp",
        // Aggregates.
        "array_agg", "bool_and", "bool_or", "every", "json_agg", "json_object_agg", "jsonb_agg", "jsonb_object_agg",
        "mode", "percentile_cont", "percentile_disc", "stddev", "stddev_pop", "stddev_samp", "variance", "var_pop",
        "var_samp", "nth_value",
        // Arrays and JSON.
        "array_length", "array_position", "cardinality", "json_array_length", "json_build_object",
        "json_extract_path_text", "json_typeof", "jsonb_array_length", "jsonb_build_object",
        "jsonb_extract_path_text", "jsonb_typeof", "to_json", "to_jsonb", "unnest",
        // Search.
        "plainto_tsquery", "similarity", "to_tsquery", "to_tsvector", "ts_rank", "websearch_to_tsquery",
    ]
}
