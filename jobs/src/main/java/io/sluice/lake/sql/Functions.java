package io.sluice.lake.sql;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Spark's own functions that compute from their arguments and nothing else. Not here: those that
 * call any Java method (reflect, java_method) or read XML with its external entities (xpath).
 */
final class Functions {
  private static final String AGGREGATES =
      """
      any any_value approx_count_distinct approx_percentile array_agg avg bit_and bit_or bit_xor
      bool_and bool_or collect_list collect_set corr count count_if covar_pop covar_samp every
      first first_value grouping grouping_id histogram_numeric kurtosis last last_value max max_by
      mean median min min_by mode percentile percentile_approx percentile_cont percentile_disc
      regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy
      skewness some std stddev stddev_pop stddev_samp sum try_avg try_sum var_pop var_samp variance
      cume_dist dense_rank lag lead nth_value ntile percent_rank rank row_number
      """;

  private static final String COLLECTIONS =
      """
      array array_append array_compact array_contains array_distinct array_except array_insert
      array_intersect array_join array_max array_min array_position array_prepend array_remove
      array_repeat array_size array_sort array_union arrays_overlap arrays_zip cardinality concat
      element_at exists filter flatten forall get map map_concat map_contains_key map_entries
      map_filter map_from_arrays map_from_entries map_keys map_values map_zip_with named_struct
      reduce aggregate reverse sequence shuffle size slice sort_array str_to_map struct transform
      transform_keys transform_values try_element_at zip_with explode explode_outer inline
      inline_outer posexplode posexplode_outer stack json_tuple range
      """;

  private static final String VALUES =
      """
      bigint binary boolean cast date decimal double float int smallint string timestamp tinyint
      coalesce if ifnull nanvl nullif nvl nvl2 when equal_null typeof isnan isnotnull isnull in not
      and or like ilike rlike regexp regexp_like assert_true raise_error monotonically_increasing_id
      input_file_name spark_partition_id current_catalog current_database current_schema
      current_user user version uuid hash md5 sha sha1 sha2 crc32 xxhash64 bit_count bit_get getbit
      shiftleft shiftright shiftrightunsigned from_csv schema_of_csv to_csv from_json
      get_json_object json_array_length json_object_keys schema_of_json to_json parse_url
      url_decode url_encode
      """;

  private static final String NUMBERS =
      """
      abs acos acosh asin asinh atan atan2 atanh bin bround cbrt ceil ceiling conv cos cosh cot csc
      degrees div e exp expm1 factorial floor greatest hex hypot least ln log log10 log1p log2 mod
      negative pi pmod positive pow power radians rand randn random rint round sec sign signum sin
      sinh sqrt tan tanh try_add try_divide try_multiply try_subtract unhex width_bucket
      """;

  private static final String TIMES =
      """
      add_months convert_timezone curdate current_date current_timestamp current_timezone date_add
      date_diff date_format date_from_unix_date date_part date_sub date_trunc dateadd datediff
      datepart day dayofmonth dayofweek dayofyear extract from_unixtime from_utc_timestamp hour
      last_day localtimestamp make_date make_dt_interval make_interval make_timestamp
      make_timestamp_ltz make_timestamp_ntz make_ym_interval minute month months_between next_day
      now quarter second session_window timestamp_micros timestamp_millis timestamp_seconds
      timestampadd timestampdiff to_date to_timestamp to_timestamp_ltz to_timestamp_ntz
      to_unix_timestamp to_utc_timestamp trunc try_to_timestamp unix_date unix_micros unix_millis
      unix_seconds unix_timestamp weekday weekofyear window window_time year
      """;

  private static final String TEXTS =
      """
      ascii base64 bit_length btrim char char_length character_length chr concat_ws contains decode
      elt encode endswith find_in_set format_number format_string initcap instr lcase left len
      length levenshtein locate lower lpad ltrim luhn_check mask octet_length overlay position
      printf regexp_count regexp_extract regexp_extract_all regexp_instr regexp_replace
      regexp_substr repeat replace right rpad rtrim sentences soundex space split split_part
      startswith substr substring substring_index to_binary to_char to_number to_varchar translate
      trim try_to_binary try_to_number ucase unbase64 upper
      """;

  private static final Set<String> BUILT_IN =
      words(AGGREGATES, COLLECTIONS, VALUES, NUMBERS, TIMES, TEXTS);

  /** Iceberg's transforms, in the catalog's namespace {@code system}. */
  private static final Set<String> ICEBERG =
      Set.of("bucket", "truncate", "years", "months", "days", "hours", "iceberg_version");

  private Functions() {}

  static Set<String> builtIn() {
    return BUILT_IN;
  }

  static boolean allow(List<String> name) {
    List<String> lower = name.stream().map(part -> part.toLowerCase(Locale.ROOT)).toList();
    String last = lower.get(lower.size() - 1);
    return switch (lower.size()) {
      case 1 -> BUILT_IN.contains(last);
      case 2 -> lower.get(0).equals("system") && ICEBERG.contains(last);
      case 3 ->
          lower.get(0).equals("lake") && lower.get(1).equals("system") && ICEBERG.contains(last);
      default -> false;
    };
  }

  private static Set<String> words(String... groups) {
    Set<String> words = new HashSet<>();
    for (String group : groups) {
      words.addAll(List.of(group.strip().split("\\s+")));
    }
    return Set.copyOf(words);
  }
}
