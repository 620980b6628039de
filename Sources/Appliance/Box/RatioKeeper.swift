import Contract
import Ledger
import Metering

/// Decides when the registers with a meter's measuring transformers' ratios are read, and whether the chain is told.
///
/// Pure: the time, what the meter showed and what the chain has come in, decisions go out. They are read at the start,
/// daily, and where another ratio was declared or somebody wrote to the meter. A meter that gives no answer shows nothing.
struct RatioKeeper: Hashable, Sendable {
    struct Limits: Hashable, Sendable {
        /// Between two looks, in milliseconds.
        var periodMilliseconds: Int64 = 86_400_000
        /// Until the next look where one brought nothing, in milliseconds.
        var restMilliseconds: Int64 = 3_600_000
    }

    let limits: Limits
    private var nextLook = UTCTime(milliseconds: .min)
    /// Somebody wrote to the meter since the last look began.
    private var isWritten = false
    /// What was declared at the last look.
    private var declared: DatedRatios?

    init(limits: Limits = Limits()) { self.limits = limits }

    /// - Parameter known: what the chain has of the meter.
    func isDue(at now: UTCTime, known: MeterRatios?) -> Bool {
        self.isWritten || now >= self.nextLook || known?.declared != self.declared
    }

    /// The meter may show other ratios now.
    mutating func wasWritten() { self.isWritten = true }

    /// What is written from now on takes another look.
    mutating func beginLook() { self.isWritten = false }

    /// Takes what the meter showed; nil where it gave no answer, or is not the meter of the chain.
    ///
    /// - Returns: what the chain is to be told; nil where it has it.
    mutating func look(_ shown: MeasuringRatios?, at now: UTCTime, known: MeterRatios?) -> MeasuringRatios? {
        self.declared = known?.declared
        self.nextLook = now.adding(
            milliseconds: shown == nil ? self.limits.restMilliseconds : self.limits.periodMilliseconds)
        guard let shown else { return nil }
        guard let known, let read = known.read else { return shown }
        // What was read before the transformers were changed says nothing of the time since.
        let isCurrent = read.time >= known.declared.time
        return isCurrent && shown.completed(by: read.ratios) == read.ratios ? nil : shown
    }
}
