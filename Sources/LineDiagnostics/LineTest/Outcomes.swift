/// How exchanges of one kind ended.
struct Outcomes: Hashable {
    /// Longest answer, in bytes with address and checksum.
    var bytes = 0
    var asked = 0
    var answered = 0
    /// Bytes came, and no good frame among them.
    var damaged = 0
    var silent = 0

    var damagedShare: Double { self.asked == 0 ? 0 : Double(self.damaged) / Double(self.asked) }
    var silentShare: Double { self.asked == 0 ? 0 : Double(self.silent) / Double(self.asked) }

    static func + (one: Outcomes, other: Outcomes) -> Outcomes {
        Outcomes(
            bytes: max(one.bytes, other.bytes), asked: one.asked + other.asked,
            answered: one.answered + other.answered, damaged: one.damaged + other.damaged,
            silent: one.silent + other.silent)
    }
}
