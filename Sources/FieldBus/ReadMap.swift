import DeviceProfiles
import ModbusProtocol

/// What is known and learned about reading one device: limits, places where it cannot be read across, fields it has not.
final class ReadMap {
    struct Refusal {
        let exception: ModbusException
        let until: Int64
    }

    /// After so long, a refused field is asked for again: somebody may have changed the device.
    private static let refusalNanoseconds: Int64 = 3_600_000_000_000

    private let unit: UInt8
    private let profile: DeviceProfile
    private let timing: LineTiming
    private(set) var learned: LearnedMap
    private var refusals: [RegisterField: Refusal] = [:]
    /// Grows with everything that is learned: older plans are void.
    private(set) var version = 0

    init(unit: UInt8, profile: DeviceProfile, timing: LineTiming, learned: LearnedMap = LearnedMap()) {
        self.unit = unit
        self.profile = profile
        self.timing = timing
        self.learned = learned
    }

    /// What a read of `function` costs on this line.
    func cost(
        _ function: ModbusFunction, turnaround: Int64, errors: ReadCost.ErrorRate = .clean
    ) -> ReadCost {
        ReadCost(
            timing: self.timing, turnaroundNanoseconds: turnaround, readsBits: function.readsBits, errors: errors)
    }

    /// The cheapest reads for those of `fields` that `members` names, and the members that no read can fetch.
    func plan(
        _ members: [Int], of fields: [RegisterField], turnaround: Int64, errors: ReadCost.ErrorRate = .clean
    ) -> (reads: [PlannedRead], unreadable: [Int], nanoseconds: Int64) {
        var reads: [PlannedRead] = []
        var unreadable: [Int] = []
        var nanoseconds: Int64 = 0
        for table in RegisterTable.allCases {
            let own = members.filter { fields[$0].table == table }
            guard !own.isEmpty, let function = ModbusFunction(rawValue: table.readFunction) else { continue }
            let spans = own.map { Self.span(fields[$0]) }
            let plan = ReadPlanner.plan(
                spans, limits: self.limits(table, spans),
                cost: self.cost(function, turnaround: turnaround, errors: errors))
            nanoseconds += plan.nanoseconds
            unreadable += plan.unreadable.map { own[$0] }
            for block in plan.blocks {
                let covered = block.spans.map { own[$0] }
                guard let read = self.read(function, block, covered, fields) else {
                    unreadable += covered
                    continue
                }
                reads.append(read)
            }
        }
        return (reads, unreadable, nanoseconds)
    }

    private static func span(_ field: RegisterField) -> RegisterSpan {
        RegisterSpan(address: field.address, count: field.registerCount)
    }

    /// Bus time of masters that do not plan, for the same fields.
    func comparison(_ fields: [RegisterField], turnaround: Int64, gap: Int) -> (separate: Int64, greedy: Int64) {
        var (separate, greedy): (Int64, Int64) = (0, 0)
        for table in RegisterTable.allCases {
            guard let function = ModbusFunction(rawValue: table.readFunction) else { continue }
            let spans = fields.filter { $0.table == table }.map { Self.span($0) }
            let (limits, cost) = (self.limits(table, spans), self.cost(function, turnaround: turnaround))
            separate += ReadPlanner.separate(spans, limits: limits, cost: cost).nanoseconds
            greedy += ReadPlanner.greedy(spans, limits: limits, cost: cost, maximumGap: gap).nanoseconds
        }
        return (separate, greedy)
    }

    private func read(
        _ function: ModbusFunction, _ block: ReadBlock, _ members: [Int], _ fields: [RegisterField]
    ) -> PlannedRead? {
        guard let request = ModbusRequest(reading: function, address: block.address, count: block.count),
            let question = try? Question(request, to: self.unit, isSerial: self.timing.isSerial)
        else { return nil }
        let address = Int(block.address)
        return PlannedRead(
            question, address: address,
            members: members.map { index in
                let start = Int(fields[index].address) - address
                return PlannedRead.Member(field: index, words: start..<start + fields[index].registerCount)
            }, fieldCount: fields.count)
    }

    /// The read with the fewest registers, to see whether the device is there.
    func cheapestRead(_ fields: [RegisterField]) -> PlannedRead? {
        let smallest = fields.min { ($0.registerCount, $0.address) < ($1.registerCount, $1.address) }
        return smallest.flatMap { self.plan([0], of: [$0], turnaround: 0).reads.first }
    }

    func refusal(of field: RegisterField, at now: Int64) -> ModbusException? {
        guard !self.refusals.isEmpty else { return nil }
        return self.refusals[field].flatMap { now < $0.until ? $0.exception : nil }
    }

    /// When the next refused field may be asked for again; `.max` where none is refused.
    func nextRetry(at now: Int64) -> Int64 {
        self.refusals.values.map(\.until).filter { $0 > now }.min() ?? .max
    }

    func refuse(_ field: RegisterField, _ exception: ModbusException, at now: Int64) {
        self.refusals[field] = Refusal(exception: exception, until: now + Self.refusalNanoseconds)
        self.version += 1
    }

    /// The two halves of a read that was refused as a whole; nil where it holds only one place.
    func halves(
        of read: PlannedRead, of fields: [RegisterField], turnaround: Int64
    ) -> (reads: [PlannedRead], gap: Range<Int>)? {
        let members = read.members.map(\.field).sorted { fields[$0].address < fields[$1].address }
        let middle = members.count / 2
        // Fields that overlap stay together.
        let cuts = (1..<max(1, members.count)).filter { cut in
            members[..<cut].allSatisfy { fields[$0].endAddress <= Int(fields[members[cut]].address) }
        }
        guard let cut = cuts.min(by: { abs($0 - middle) < abs($1 - middle) }) else { return nil }
        let parts = [Array(members[..<cut]), Array(members[cut...])]
        let reads = parts.flatMap { self.plan($0, of: fields, turnaround: turnaround).reads }
        let end = parts[0].map { fields[$0].endAddress }.max() ?? 0
        return (reads, end..<Int(fields[members[cut]].address))
    }

    /// Takes over what is known of the model.
    func adopt(_ learned: LearnedMap) {
        guard learned != self.learned else { return }
        self.learned = learned
        self.version += 1
    }

    func learn(_ change: (inout LearnedMap) -> Void) {
        var learned = self.learned
        change(&learned)
        self.adopt(learned)
    }

    /// - Parameter spans: what is to be read: a field that was named since stands above a hole that was learned before.
    private func limits(_ table: RegisterTable, _ spans: [RegisterSpan]) -> BlockLimits {
        let registers = self.profile.maximumBlockRegisters
        let known = self.learned[table]
        let most = table.holdsBits ? min(ModbusLimits.readBits, 16 * registers) : registers
        let longest = spans.reduce(1) { max($0, $1.count) }
        let holes = known.holes.filter { hole in
            !spans.contains { Int($0.address) < hole.upperBound && hole.lowerBound < Int($0.address) + $0.count }
        }
        let barriers = known.barriers.filter { barrier in
            !spans.contains { Int($0.address) < barrier && barrier < Int($0.address) + $0.count }
        }
        return BlockLimits(
            maximumCount: min(most, max(known.countToTry ?? most, longest)),
            alignment: table.holdsBits ? 1 : self.profile.alignment,
            forbidden: self.profile.unreadableRanges(in: table) + holes, barriers: Set(barriers))
    }
}
