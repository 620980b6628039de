extension ClockDescription {
    /// What a clock's registers say.
    public enum Showing: Hashable, Sendable {
        case time(ClockTime)
        /// The meter says itself that its clock is not right, as after a time without supply.
        case notSet
        /// The registers hold no date.
        case malformed
    }

    /// Decodes the words that ``question`` brought. Never traps, whatever they hold.
    public func decode(_ words: [UInt16]) -> Showing {
        guard words.count == self.format.registerCount else { return .malformed }
        if words.allSatisfy({ $0 == 0 || $0 == 0xFFFF }) { return .notSet }
        guard words[2] & 1 << 7 == 0 else { return .notSet }
        let time = ClockTime(
            year: 2000 + Int(words[0] & 0x7F), month: Int(words[1] >> 8 & 0xF), day: Int(words[1] & 0x1F),
            hour: Int(words[2] >> 8 & 0x1F), minute: Int(words[2] & 0x3F), millisecond: Int(words[3]))
        return time.map { .time($0) } ?? .malformed
    }

    /// The words that ``decode(_:)`` reads as `time`: for simulated meters.
    public func encode(_ time: ClockTime) -> [UInt16] {
        [
            UInt16(time.year - 2000), UInt16(time.month << 8 | time.day), UInt16(time.hour << 8 | time.minute),
            UInt16(time.millisecond),
        ]
    }

    /// The write that sets the clock to `time`, whole seconds; nil where the clock cannot be set.
    public func write(setting time: ClockTime) -> RegisterWrite? {
        guard let setting, time.year <= 2099 else { return nil }
        let parameters = [time.year, time.month, time.day, time.hour, time.minute, time.second].map { UInt16($0) }
        return RegisterWrite(
            function: 16, address: setting.address, values: [setting.command, 0, 0] + parameters + [0])
    }

    /// The read that tells what came of a ``write(setting:)``.
    public var resultQuestion: RegisterQuestion? {
        self.setting.map { RegisterQuestion(table: .holdingRegister, address: $0.resultAddress, count: 2) }
    }

    /// What the device says of its last command.
    public enum Outcome: Hashable, Sendable {
        case done
        /// The result registers speak of another command, or of none.
        case otherCommand(UInt16)
        /// 3000 invalid command, 3001 invalid parameter, 3002 wrong number of parameters, 3007 not performed.
        case failed(code: UInt16)
        case malformed
    }

    public func outcome(_ words: [UInt16]) -> Outcome {
        guard words.count == 2, let setting else { return .malformed }
        guard words[0] == setting.command else { return .otherCommand(words[0]) }
        return words[1] == 0 ? .done : .failed(code: words[1])
    }

    /// True for a write that sets the clock and does nothing else.
    func accepts(_ write: RegisterWrite) -> Bool {
        guard let setting, write.function == 16, write.address == setting.address, write.values.count == 10,
            write.values[0] == setting.command
        else { return false }
        let words = write.values.map { Int($0) }
        return ClockTime(
            year: words[3], month: words[4], day: words[5], hour: words[6], minute: words[7],
            millisecond: min(words[8], 60) * 1000) != nil && words[3] <= 2099
    }
}

extension ClockDescription.Outcome: CustomStringConvertible {
    public var description: String {
        switch self {
        case .done: "the clock was set"
        case .otherCommand(let command): "the meter tells of command \(command), not of this one; read the clock"
        case .failed(3000): "the meter does not know the command (3000); check the profile"
        case .failed(3001): "the meter refused the time (3001)"
        case .failed(3002): "the meter expected other parameters (3002); check the profile"
        case .failed(3007): "the meter did not set its clock (3007); it may be locked"
        case .failed(let code): "the meter did not set its clock (result \(code))"
        case .malformed: "the meter's answer is no result; read the clock"
        }
    }
}
