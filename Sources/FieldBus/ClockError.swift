public import ModbusProtocol

/// Why a meter's clock was not read or set; the description says what to try next.
public enum ClockError: Error, Hashable, Sendable {
    /// The profile knows of no clock.
    case noClock(BusPlace)
    /// The profile knows how to read the clock, and not how to set it.
    case cannotBeSet(BusPlace)
    /// The time is not one that the clock can be told.
    case impossibleTime(BusPlace)
    /// The profile does not allow the write.
    case notAllowed(BusPlace, reason: String)
    case bus(BusError)
    /// No usable answer.
    case unanswered(BusPlace, LineRecord.Outcome)
    case refused(BusPlace, exception: UInt8?)
    /// The meter says that it did not carry out the command.
    case failed(BusPlace, reason: String)
}

extension ClockError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noClock(let place): "\(place): its profile knows of no clock"
        case .cannotBeSet(let place): "\(place): its profile does not say how the clock is set"
        case .impossibleTime(let place): "\(place): the clock cannot be set to this time; check the box's clock"
        case .notAllowed(let place, let reason): "\(place): \(reason)"
        case .bus(let error): error.description
        case .unanswered(let place, let outcome):
            "\(place): no usable answer about the clock (\(outcome.rawValue)); it is tried again later"
        case .refused(let place, let exception):
            "\(place): the meter refuses (exception \(exception.map(String.init) ?? "unknown")); "
                + "check that the profile is of this model and the meter is not locked"
        case .failed(let place, let reason): "\(place): \(reason)"
        }
    }
}
