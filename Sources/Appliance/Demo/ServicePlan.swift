import Metering

/// A service other than electricity, small enough for a minute: a few meters that give pulses to one counter, each with a
/// valve, contactor or gate on one relay module, and one box that polls them and validates the chain.
struct ServicePlan: Sendable {
    static let box = "box"
    /// Units on the line.
    static let counter = 10
    static let module = 200
    /// The counter's last input.
    static let mainInput = 8
    static let mainMeter = "MAIN"

    /// A tap, pump or gate with its meter and the account that pays.
    struct Point: Sendable {
        let account: String
        let meter: String
        let serial: String
        /// How much is used and when, as keys of a scene's outlet.
        let use: String
    }

    /// The meter before all points, and what leaves the pipes behind it.
    struct Main: Sendable {
        let serial: String
        let litresPerPulse: Int
        let mostPulsesPerHour: Int
        /// Hours after the origin at which a pipe breaks behind it.
        let breaksAfterHours: Int
        let leakLitresPerHour: Int
    }

    /// What the story says of its things.
    struct Words: Sendable {
        let opening: String
        /// What the utility registers: `its pipes`.
        let grid: String
        /// `the valve`.
        let actuator: String
        let shut: String
        let open: String
        /// What no longer comes: `no water flows`.
        let still: String
    }

    /// As a registry names it.
    let service: String
    /// Chain time of the beginning.
    let origin: UTCTime
    /// Chain seconds in a real second.
    let scale: Int64 = 450
    /// Name of the tariff's file.
    let tariff: String
    /// What a pulse is worth, as a key of a box's configuration.
    let pulse: String
    /// The most pulses of one point in an hour.
    let mostPerHour: Int
    let points: [Point]
    let main: Main?
    /// Index of the point whose bill is not paid in time.
    let latePoint: Int
    let words: Words
    let bill: BillExpectation

    var late: Stage.Debtor {
        Stage.Debtor(account: self.points[self.latePoint].account, meter: self.points[self.latePoint].meter)
    }

    /// The local hours of the first billing period.
    var period: String {
        let start = CivilTime(self.origin, offsetMinutes: 330).minuteOfDay / 120 * 120
        return "\(CivilTime.clock(start)) to \(CivilTime.clock(start + 120))"
    }

    /// A moment in the first billing period.
    var momentBilled: UTCTime { self.origin.adding(seconds: 1800) }
}

/// What shows that the first bill of the late point was made by the tariff's own kind of line.
struct BillExpectation: Sendable {
    let sentence: String
    /// The line whose quantities and rates are told.
    var line: String?
    let holds: @Sendable (BillReport) -> Bool
}
