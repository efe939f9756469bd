import GRDB

extension Row {
    /// The value of a column, which must be of the type that is asked for.
    ///
    /// GRDB's subscript ends the process at a cell of another type, and in a damaged database any cell may be.
    ///
    /// - Throws: `RowDecodingError`, which ``JournalError/database(_:_:doing:)`` makes an error of a damaged database.
    func value<Value: DatabaseValueConvertible & StatementColumnConvertible>(_ column: String) throws -> Value {
        try decode(Value.self, forColumn: column)
    }

    /// As ``value(_:)-(String)``, by the column's place.
    func value<Value: DatabaseValueConvertible & StatementColumnConvertible>(at index: Int) throws -> Value {
        try decode(Value.self, atIndex: index)
    }
}
