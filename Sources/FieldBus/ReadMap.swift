import DeviceProfiles
import ModbusProtocol

/// One read that is to be made, and the fields it brings.
struct PlannedRead: Hashable {
    let request: ModbusRequest
    let address: Int
    let fields: [RegisterField]
    /// Its answer was damaged once.
    var isRetry = false

    /// The words of `field` in the answer to this read; nil where the answer is too short.
    func words(of field: RegisterField, in answer: [UInt16]) -> [UInt16]? {
        let start = Int(field.address) - self.address
        guard start >= 0, start + field.registerCount <= answer.count else { return nil }
        return Array(answer[start..<start + field.registerCount])
    }
}

/// What is known and learned about reading one device: limits, places where it cannot be read across, fields it has not.
struct ReadMap {
    struct Refusal {
        let exception: ModbusException
        let until: Int64
    }

    /// After so long, a refused field is asked for again: somebody may have changed the device.
    private static let refusalNanoseconds: Int64 = 3_600_000_000_000

    private let profile: DeviceProfile
    private let timing: LineTiming
    private var barriers: [RegisterTable: Set<Int>] = [:]
    private var refusals: [RegisterField: Refusal] = [:]

    init(profile: DeviceProfile, timing: LineTiming) {
        self.profile = profile
        self.timing = timing
    }

    /// The cheapest reads for `fields`, and those of them that no read can fetch.
    func plan(_ fields: [RegisterField], turnaround: Int64) -> (reads: [PlannedRead], unreadable: [RegisterField]) {
        var reads: [PlannedRead] = []
        var unreadable: [RegisterField] = []
        for table in RegisterTable.allCases {
            let members = fields.filter { $0.table == table }
            guard !members.isEmpty, let function = ModbusFunction(rawValue: table.readFunction) else { continue }
            let plan = ReadPlanner.plan(
                members.map { RegisterSpan(address: $0.address, count: $0.registerCount) }, limits: self.limits(table),
                cost: ReadCost(
                    timing: self.timing, turnaroundNanoseconds: turnaround, readsBits: function.readsBits))
            unreadable += plan.unreadable.map { members[$0] }
            for block in plan.blocks {
                let request = ModbusRequest(reading: function, address: block.address, count: block.count)
                guard let request else { continue }
                reads.append(
                    PlannedRead(
                        request: request, address: Int(block.address), fields: block.spans.map { members[$0] }))
            }
        }
        return (reads, unreadable)
    }

    /// The read with the fewest registers, to see whether the device is there.
    func cheapestRead(_ fields: [RegisterField]) -> PlannedRead? {
        let smallest = fields.min { ($0.registerCount, $0.address) < ($1.registerCount, $1.address) }
        return smallest.flatMap { self.plan([$0], turnaround: 0).reads.first }
    }

    func refusal(of field: RegisterField, at now: Int64) -> ModbusException? {
        self.refusals[field].flatMap { now < $0.until ? $0.exception : nil }
    }

    mutating func refuse(_ field: RegisterField, _ exception: ModbusException, at now: Int64) {
        self.refusals[field] = Refusal(exception: exception, until: now + Self.refusalNanoseconds)
    }

    /// The two halves of a read that was refused as a whole; nil where it holds only one place.
    func halves(of read: PlannedRead, turnaround: Int64) -> (reads: [PlannedRead], barrier: Int)? {
        let fields = read.fields.sorted { $0.address < $1.address }
        let middle = fields.count / 2
        // Fields that overlap stay together.
        let cuts = (1..<max(1, fields.count)).filter { cut in
            fields[..<cut].allSatisfy { $0.endAddress <= Int(fields[cut].address) }
        }
        guard let cut = cuts.min(by: { abs($0 - middle) < abs($1 - middle) }) else { return nil }
        let parts = [Array(fields[..<cut]), Array(fields[cut...])]
        return (parts.flatMap { self.plan($0, turnaround: turnaround).reads }, Int(fields[cut].address))
    }

    mutating func learn(barriers: [Int], in table: RegisterTable) {
        self.barriers[table, default: []].formUnion(barriers)
    }

    private func limits(_ table: RegisterTable) -> BlockLimits {
        let registers = self.profile.maximumBlockRegisters
        return BlockLimits(
            maximumCount: table.holdsBits ? min(ModbusLimits.readBits, 16 * registers) : registers,
            alignment: table.holdsBits ? 1 : self.profile.alignment,
            forbidden: self.profile.unreadableRanges(in: table), barriers: self.barriers[table] ?? [])
    }
}
