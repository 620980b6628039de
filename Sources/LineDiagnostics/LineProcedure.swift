public import ModbusProtocol

/// A diagnosis as a value: it says what to do on the line, is told what was heard, and ends with a report.
///
/// The driver carries out ``next`` and hands the result to the matching `heard` until ``next`` is
/// ``LineStep/finished``. It may stop at any step: the report then covers what was heard so far.
public protocol LineProcedure: Sendable {
    /// The same until something was heard.
    var next: LineStep { get }
    var progress: LineProgress { get }

    /// The answer to ``LineStep/ask(_:)``.
    mutating func heard(_ record: LineRecord)
    /// The answer to ``LineStep/listen(nanoseconds:parameters:)``.
    mutating func heard(_ recording: LineRecording)
}
