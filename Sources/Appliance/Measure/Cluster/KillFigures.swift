/// What ``KillMeasurement`` found.
public struct KillFigures: Codable, Sendable {
    public var validators: Int
    public var followers: Int
    public var kills: Int
    public var done = 0
    public var killsDuringRecovery = 0
    public var killSeconds = 0.0
    /// So many validators stood still that the others were no quorum.
    public var standstill: Pause?
    /// The network was cut in two, and neither part was a quorum.
    public var partition: Pause?
    public var soakSeconds = 0.0
    /// Resident memory of the largest replica after the first quarter of the soak, and at its end, in kB.
    public var soakStartKilobytes = 0
    public var soakEndKilobytes = 0
    /// Payments that were reported final, and those of them that are not on the chain as was told.
    public var payments = 0
    public var lost = 0
    /// Validators that still vote.
    public var votingValidators = 0
    /// Replicas that ended by themselves.
    public var casualties: [String] = []
    public var height: UInt64 = 0
    public var stateRoot = ""

    /// A time without a quorum.
    public struct Pause: Codable, Sendable {
        public var seconds: Double
        /// By how many the chain grew meanwhile.
        public var blocks: UInt64
        /// After how long it went on.
        public var recoverySeconds: Double

        func line(_ what: String) -> String {
            "\n  \(what) for \(MeasureText.number(self.seconds, 0)) s: \(self.blocks) blocks, the next one "
                + "\(MeasureText.number(self.recoverySeconds)) s after its end"
        }
    }

    init(validators: Int, followers: Int, kills: Int) {
        self.validators = validators
        self.followers = followers
        self.kills = kills
    }

    /// Memory is flat where it grows by less than a tenth and 5 MB over the last three quarters of the soak.
    public var isFlat: Bool {
        self.soakEndKilobytes <= self.soakStartKilobytes + self.soakStartKilobytes / 10 + 5000
    }

    public var holds: Bool {
        self.lost == 0 && self.done == self.kills && self.casualties.isEmpty && self.isFlat
            && self.votingValidators == self.validators
            && [self.standstill, self.partition].allSatisfy { ($0?.blocks ?? 0) == 0 }
    }
}

extension KillFigures: CustomStringConvertible {
    public var description: String {
        let soak =
            self.soakSeconds > 0
            ? "\n  soak of \(MeasureText.number(self.soakSeconds, 0)) s: largest replica "
                + "\(MeasureText.number(Double(self.soakStartKilobytes) / 1000)) MB after a quarter, "
                + "\(MeasureText.number(Double(self.soakEndKilobytes) / 1000)) MB at the end "
                + "(\(self.isFlat ? "flat" : "NOT FLAT"))" : ""
        let pauses =
            (self.standstill?.line("no quorum, as validators stood still,") ?? "")
            + (self.partition?.line("no quorum, as the network was cut in two,") ?? "")
        return """
            \(self.validators) validators, \(self.followers) followers, \(self.done) kills and \
            \(self.killsDuringRecovery) more during recovery in \(MeasureText.number(self.killSeconds, 0)) s\(pauses)\(soak)
              payments reported final: \(self.payments), of which lost: \(self.lost)
              validators that still vote: \(self.votingValidators) of \(self.validators); ended by themselves: \
            \(self.casualties.isEmpty ? "none" : self.casualties.joined(separator: ", "))
              all replicas agree at block \(self.height), state \(self.stateRoot.prefix(16)): \
            \(self.holds ? "HOLDS" : "DOES NOT HOLD")
            """
    }
}
