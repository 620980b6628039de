import FieldBus

/// How often each device was read.
struct PollTally {
    private let limit: Int?
    private var cycles: [String: [String: Int]]
    /// Values that were read.
    private(set) var values = 0

    /// - Parameter limit: cycles that are wanted of each device; nil: no end.
    init(_ buses: [BusConfiguration], limit: Int?) {
        self.limit = limit
        self.cycles = [:]
        for bus in buses {
            for device in bus.devices where !device.polled.isEmpty {
                self.cycles[bus.name, default: [:]][device.name] = 0
            }
        }
    }

    /// Every device was read as often as wanted.
    var isComplete: Bool {
        guard let limit else { return false }
        return self.cycles.values.allSatisfy { $0.values.allSatisfy { $0 >= limit } }
    }

    /// Counts one sample; false for a device that was read often enough.
    mutating func take(_ bus: String, _ device: String, values: Int) -> Bool {
        let count = self.cycles[bus]?[device] ?? 0
        if let limit, count >= limit { return false }
        self.cycles[bus]?[device] = count + 1
        self.values += values
        return true
    }
}
