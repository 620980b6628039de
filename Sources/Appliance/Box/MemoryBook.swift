/// The memories of a box's registers as they are in its store: says what has to be written so that they fit.
struct MemoryBook: Sendable {
    private(set) var stored: [String: ChannelMemory]

    init(stored: [String: ChannelMemory] = [:]) { self.stored = stored }

    /// The name of a register's memory.
    static func key(_ label: String, _ channel: MeterChannel) -> String { "\(label) \(channel.obis)" }

    /// What a register remembers beside what the chain has.
    func memory(
        of label: String, _ channel: MeterChannel, after baseline: ReadingCollector.Baseline?
    ) -> ChannelMemory? {
        baseline.flatMap { self.stored[Self.key(label, channel)]?.fitted(to: $0) }
    }

    /// The memories of a box's registers by their positions in the roster.
    func positions(
        of points: [MeterPoint], _ baselines: [ReadingCollector.Baseline?]
    ) -> [Int: ChannelMemory] {
        var memories: [Int: ChannelMemory] = [:]
        for point in points {
            for channel in point.channels {
                let baseline = baselines[channel.position]
                memories[channel.position] = self.memory(of: point.label, channel, after: baseline)
            }
        }
        return memories
    }

    /// What every register must remember now; nil for those to which the chain is enough.
    static func memories(of points: [MeterPoint], in collector: ReadingCollector) -> [String: ChannelMemory?] {
        var memories: [String: ChannelMemory?] = [:]
        for point in points {
            for channel in point.channels {
                memories.updateValue(ChannelMemory(channel, in: collector), forKey: Self.key(point.label, channel))
            }
        }
        return memories
    }

    /// What to write; nil for a memory that is not needed any more.
    ///
    /// - Parameter withReadings: readings leave in the same transaction, so all that moved is written. Otherwise only
    ///   what is more than a register's movement.
    func changes(to memories: [String: ChannelMemory?], withReadings: Bool) -> [String: ChannelMemory?] {
        memories.filter { key, new in
            guard let new, let old = self.stored[key] else { return new != self.stored[key] }
            return withReadings ? new != old : !new.isLike(old)
        }
    }

    mutating func wrote(_ changes: [String: ChannelMemory?]) {
        for (key, memory) in changes { self.stored[key] = memory }
    }
}
