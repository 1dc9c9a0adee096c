#pragma once
#include "aws/error.hpp"

/// What queries are refused with. Amazon S3 API Reference, "List of SELECT Object Content Error Codes". Assumed: texts.
namespace wt::s3::select::errors {

using aws::ErrorRow;

inline constexpr ErrorRow expression_too_long{
    "ExpressionTooLong", 400,
    "The SQL expression is too long: The maximum byte-length for the SQL expression is 256 KB."};
inline constexpr ErrorRow lexer_invalid_char{"LexerInvalidChar", 400,
                                             "The SQL expression contains an invalid character."};
inline constexpr ErrorRow lexer_invalid_literal{"LexerInvalidLiteral", 400,
                                                "The SQL expression contains an invalid value."};
inline constexpr ErrorRow empty_select{"ParseEmptySelect", 400, "The SQL expression contains an empty SELECT."};
inline constexpr ErrorRow expected_keyword{"ParseExpectedKeyword", 400,
                                           "Did not find the expected keyword in the SQL expression."};
inline constexpr ErrorRow missing_from{"ParseSelectMissingFrom", 400,
                                       "GROUP is not supported in the SQL expression."};  // AWS's own mix-up
inline constexpr ErrorRow unexpected_token{"ParseUnexpectedToken", 400,
                                           "The SQL expression contains an unexpected token."};
inline constexpr ErrorRow unexpected_term{"ParseUnexpectedTerm", 400,
                                          "The SQL expression contains an unexpected term."};
inline constexpr ErrorRow unexpected_keyword{"ParseUnexpectedKeyword", 400,
                                             "The SQL expression contains an unexpected keyword."};
inline constexpr ErrorRow expected_type{"ParseExpectedTypeName", 400,
                                        "Did not find the expected type name in the SQL expression."};
inline constexpr ErrorRow expected_identifier{
    "ParseExpectedIdentForAlias", 400, "Did not find the expected identifier for the alias in the SQL expression."};
inline constexpr ErrorRow invalid_path{"ParseInvalidPathComponent", 400,
                                       "The SQL expression contains an invalid path component."};
inline constexpr ErrorRow call_with_star{"ParseUnsupportedCallWithStar", 400,
                                         "Only COUNT with (*) as a parameter is supported in the SQL expression."};
inline constexpr ErrorRow star_not_alone{"ParseAsteriskIsNotAloneInSelectList", 400,
                                         "Other expressions are not allowed in the SELECT list when * is used without "
                                         "dot notation in the SQL expression."};
inline constexpr ErrorRow non_unary_aggregate{
    "ParseNonUnaryAgregateFunctionCall", 400,
    "Only one argument is supported for aggregate functions in the SQL expression."};
inline constexpr ErrorRow unsupported_syntax{"ParseUnsupportedSyntax", 400,
                                             "The SQL expression contains unsupported syntax."};
inline constexpr ErrorRow unsupported_function{"UnsupportedFunction", 400, "Encountered an unsupported SQL function."};
inline constexpr ErrorRow unsupported_structure{"UnsupportedSqlStructure", 400,
                                                "Encountered an unsupported SQL structure. Check the SQL Reference."};
inline constexpr ErrorRow invalid_data_source{"InvalidDataSource", 400,
                                              "Invalid data source type. Only CSV, JSON, and Parquet are supported."};
inline constexpr ErrorRow invalid_arguments{
    "EvaluatorInvalidArguments", 400, "Incorrect number of arguments in the function call in the SQL expression."};
inline constexpr ErrorRow unknown_binding{"EvaluatorBindingDoesNotExist", 400,
                                          "A column name or a path provided does not exist in the SQL expression"};
inline constexpr ErrorRow invalid_column{
    "InvalidColumnIndex", 400,
    "The column index in the SQL expression is invalid. Please check the service documentation and try again."};
inline constexpr ErrorRow missing_headers{
    "MissingHeaders", 400, "Some headers in the query are missing from the file. Please check the file and try again."};
inline constexpr ErrorRow invalid_key_path{"InvalidKeyPath", 400, "Key path in the SQL expression is invalid."};
inline constexpr ErrorRow ambiguous_field{
    "AmbiguousFieldName", 400,
    "Field name matches to multiple fields in the file. Check the SQL expression and the file, and try again."};
inline constexpr ErrorRow cast_failed{
    "CastFailed", 400, "Attempt to convert from one data type to another using CAST failed in the SQL expression."};
inline constexpr ErrorRow argument_type{"IncorrectSqlFunctionArgumentType", 400,
                                        "Incorrect type of arguments in function call in the SQL expression."};
inline constexpr ErrorRow like_inputs{"LikeInvalidInputs", 400, "Invalid argument given to the LIKE clause."};
inline constexpr ErrorRow integer_overflow{"IntegerOverflow", 400,
                                           "Integer overflow or underflow in the SQL expression."};
inline constexpr ErrorRow numeric_overflow{"NumberOverflow", 400, "Number overflow in the SQL expression."};  // Assumed
inline constexpr ErrorRow divided_by_zero{"DivideByZero", 400, "Division by zero in the SQL expression."};    // Assumed
inline constexpr ErrorRow csv_parsing{"CSVParsingError", 400,
                                      "Encountered an error parsing the CSV file. Check the file and try again."};
inline constexpr ErrorRow json_parsing{"JSONParsingError", 400,
                                       "Encountered an error parsing the JSON file. Check the file and try again."};
inline constexpr ErrorRow record_too_large{"OverMaxRecordSize", 400,
                                           "The length of a record in the input or result is greater than "
                                           "maxCharsPerRecord of 1 MB."};
inline constexpr ErrorRow text_encoding{"InvalidTextEncoding", 400,
                                        "Invalid encoding type. Only UTF-8 encoding is supported."};
inline constexpr ErrorRow not_implemented{"NotImplemented", 501, ""};

}  // namespace wt::s3::select::errors
