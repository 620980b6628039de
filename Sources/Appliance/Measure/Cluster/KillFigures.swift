/// What ``KillMeasurement`` found.
public struct KillFigures: Codable, Sendable {
    public var validators: Int
    public var followers: Int
    public var kills: Int
    public var done = 0
    public var killsDuringRecovery = 0
    public var killSeconds = 0.0
    /// How long so many validators stood still that the others were no quorum, by how many blocks the chain grew
    /// meanwhile, and after how long it went on.
    public var standstillSeconds = 0.0
    public var standstillBlocks: UInt64 = 0
    public var recoverySeconds = 0.0
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
        let standstill =
            self.standstillSeconds > 0
            ? "\n  no quorum for \(MeasureText.number(self.standstillSeconds, 0)) s: \(self.standstillBlocks) blocks, "
                + "the next one \(MeasureText.number(self.recoverySeconds)) s after the others were back" : ""
        return """
            \(self.validators) validators, \(self.followers) followers, \(self.done) kills and \
            \(self.killsDuringRecovery) more during recovery in \(MeasureText.number(self.killSeconds, 0)) s\(standstill)\(soak)
              payments reported final: \(self.payments), of which lost: \(self.lost)
              validators that still vote: \(self.votingValidators) of \(self.validators); ended by themselves: \
            \(self.casualties.isEmpty ? "none" : self.casualties.joined(separator: ", "))
              all replicas agree at block \(self.height), state \(self.stateRoot.prefix(16)): \
            \(self.holds ? "HOLDS" : "DOES NOT HOLD")
            """
    }
}
