/// What ``IdleMeasurement`` found.
public struct IdleFigures: Codable, Sendable {
    public struct Box: Codable, Sendable {
        public var name: String
        /// Resident memory in kB, and the part of it that no file backs.
        public var residentKilobytes: Int
        public var anonymousKilobytes: Int
        public var threads: Int
        public var processorSeconds: Double

        init(_ name: String, from before: ProcessUsage, to after: ProcessUsage) {
            self.name = name
            self.residentKilobytes = after.residentKilobytes
            self.anonymousKilobytes = after.anonymousKilobytes
            self.threads = after.threads
            self.processorSeconds = after.processorSeconds - before.processorSeconds
        }
    }

    public var seconds: Double
    public var boxes: [Box]

    /// The goal: resident memory in kB of an idle service.
    public static let limit = 60_000

    public var meetsGoal: Bool { self.boxes.allSatisfy { $0.residentKilobytes < Self.limit } }
}

extension IdleFigures: CustomStringConvertible {
    public var description: String {
        self.boxes.map { box in
            let share = box.processorSeconds / self.seconds
            return "\(box.name): \(MeasureText.number(Double(box.residentKilobytes) / 1000)) MB resident "
                + "(\(MeasureText.number(Double(box.anonymousKilobytes) / 1000)) MB of it anonymous), "
                + "\(box.threads) threads, \(MeasureText.percent(share)) of a processor over "
                + "\(MeasureText.number(self.seconds, 0)) s "
                + "(goal: under \(Self.limit / 1000) MB; \(MeasureText.verdict(box.residentKilobytes < Self.limit)))"
        }.joined(separator: "\n")
    }
}
