public import Metering

/// Why a tariff is refused or a bill cannot be computed.
public enum TariffError: Error, Hashable, Sendable {
    /// A text is empty or has more bytes of UTF-8 than its limit.
    case badText(field: String, bytes: Int, limit: Int)
    /// The currency is not three capital letters.
    case badCurrency(String)
    /// The last day is before the first.
    case badValidity(from: CivilDate, to: CivilDate)
    /// The unit is that of a momentary value, which does not add up over a period.
    case unbillableUnit(Metering.Unit)
    case badLineCount(Int)
    case duplicateLine(String)
    case badStepCount(line: String, steps: Int)
    /// A limit is missing before the last step, not above the one before it, or there in the last step. Steps count from 1.
    case badStepLimit(line: String, step: Int, limit: Int64?)
    /// A rate or sum is below the least allowed or above ``Tariff/largestRate``.
    case rateOutOfRange(line: String, rate: Int64, least: Int64)
    /// Basis points below the least allowed or above ``Tariff/basisPoints``.
    case percentageOutOfRange(line: String, basisPoints: Int64, least: Int64)
    case valueOutOfRange(line: String, what: String, value: Int64, allowed: ClosedRange<Int64>)
    /// A line refers to no line, twice to one, or to one that does not come before it.
    case badReference(line: String, to: String)
    case badBandCount(line: String, bands: Int)
    /// Two bands have a minute of a day in common. Bands count from 1.
    case overlappingBands(line: String, band: Int, with: Int)
    case badWindowCount(line: String, windows: Int)
    /// A window is empty, backwards, outside the day, or not after the one before it.
    case badWindow(line: String, MinuteWindow)
    /// No day at all, or one that there is not.
    case badDays(line: String)
    /// The line prices no quantity, or the tariff's unit has no such quantity beside it.
    case badQuantity(line: String, BillQuantity, Metering.Unit)
    /// What the line charges for is not measured beside quantities of the tariff's unit.
    case badUnit(line: String, what: String, Metering.Unit, allowed: [Metering.Unit])
    /// Some bill would have both lines, which pay for the same surplus.
    case secondExportCredit(line: String, beside: String)
    case badClassCount(line: String, classes: Int)
    case duplicateClass(line: String, String)
    /// Nothing is above the one and up to the other.
    case emptyRange(line: String, what: String, above: Int64, upTo: Int64)
    /// The total's multiple is outside 1 to 1 000 000 paise.
    case badTotalRounding(paise: Int64)
    case inputOutOfRange(field: String, value: Int64, allowed: ClosedRange<Int64>)
    /// A line of the bill needs what the input does not have.
    case missingInput(line: String, BillNeed)
    /// The hours of a timed quantity are empty, backwards, or outside the day.
    case badTimedWindow(MinuteWindow)
    /// The timed quantities do not add up to the whole.
    case timedSum(timed: Int64, quantity: Int64)
    /// A timed quantity lies partly in a band, so that nobody knows how much of it is in there.
    case splitBand(line: String, day: DayClass, window: MinuteWindow, band: MinuteWindow)
    /// An amount does not fit 64 bits.
    case overflow(line: String)
}
