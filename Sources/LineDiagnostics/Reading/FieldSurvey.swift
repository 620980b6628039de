public import DeviceProfiles
public import ModbusProtocol

/// Reads fields of one device for a tool, by the cheapest blocks its profile allows.
///
/// A damaged answer is asked for once more. A block that is refused is read field by field: the refusal is then that of
/// the field that has it. A unit that is silent twice and never answered is left alone.
public struct FieldSurvey: LineProcedure {
    private struct Block: Hashable, Sendable {
        let request: ModbusRequest
        let address: Int
        let fields: [RegisterField]
        var isRepeated = false
    }

    /// A device that was not heard yet is taken to answer after so long.
    private static let assumedTurnaround: Int64 = 20_000_000
    private static let mostSilences = 2

    public let unit: UInt8
    private let fields: [RegisterField]
    private let timing: LineTiming
    private var blocks: [Block] = []
    private var done = 0
    private var silences = 0
    private var results: [RegisterField: SurveyedField] = [:]
    /// Somebody answered, if only by refusing.
    public private(set) var isHeard = false

    /// - Parameter fields: of `profile`, in the order of the result.
    public init(unit: UInt8, profile: DeviceProfile, fields: [RegisterField], timing: LineTiming) {
        self.unit = unit
        self.fields = fields
        self.timing = timing
        for table in RegisterTable.allCases { self.plan(fields.filter { $0.table == table }, table, profile) }
    }

    /// In the order in which the fields were given; those that were not asked yet are without a value.
    public var report: [SurveyedField] {
        self.fields.map { self.results[$0] ?? self.missing($0, "not read", nil) }
    }

    public var next: LineStep {
        self.blocks.first.map { .ask(LineQuestion(unit: self.unit, request: $0.request)) } ?? .finished
    }

    public var progress: LineProgress {
        let left = self.blocks.reduce(Int64(0)) { sum, block in
            let cost = ReadCost(
                timing: self.timing, turnaroundNanoseconds: Self.assumedTurnaround,
                readsBits: block.request.function.readsBits)
            return sum + cost.nanoseconds(block.request.count)
        }
        return LineProgress(done: self.done, total: self.done + self.blocks.count, remainingNanoseconds: left)
    }

    public mutating func heard(_ recording: LineRecording) {}

    public mutating func heard(_ record: LineRecord) {
        guard !self.blocks.isEmpty else { return }
        var block = self.blocks.removeFirst()
        self.done += 1
        switch record.outcome {
        case .answered: self.take(record, block)
        case .exception: self.refused(record, block)
        case .damaged, .collision, .noise:
            guard block.isRepeated else {
                block.isRepeated = true
                return self.blocks.insert(block, at: 0)
            }
            self.miss(block, "the answer was damaged twice; `gridtally line-test` says why", record)
        case .silent, .echoOnly: self.silent(record, block)
        }
    }

    // MARK: Plan

    private mutating func plan(_ fields: [RegisterField], _ table: RegisterTable, _ profile: DeviceProfile) {
        guard !fields.isEmpty, let function = ModbusFunction(rawValue: table.readFunction) else { return }
        let most = profile.maximumBlockRegisters
        let limits = BlockLimits(
            maximumCount: table.holdsBits ? min(ModbusLimits.readBits, 16 * most) : most,
            alignment: table.holdsBits ? 1 : profile.alignment, forbidden: profile.unreadableRanges(in: table))
        let plan = ReadPlanner.plan(
            fields.map { RegisterSpan(address: $0.address, count: $0.registerCount) }, limits: limits,
            cost: ReadCost(
                timing: self.timing, turnaroundNanoseconds: Self.assumedTurnaround, readsBits: function.readsBits))
        for index in plan.unreadable {
            let reason = "the profile allows no read that brings it"
            self.results[fields[index]] = self.missing(fields[index], reason, nil)
        }
        for read in plan.blocks {
            let members = read.spans.map { fields[$0] }
            self.add(members, function, from: Int(read.address), count: read.count)
        }
    }

    private mutating func add(_ fields: [RegisterField], _ function: ModbusFunction, from address: Int, count: Int) {
        guard
            let request = ModbusRequest(
                reading: function, address: UInt16(truncatingIfNeeded: address), count: count)
        else { return }
        self.blocks.append(Block(request: request, address: address, fields: fields))
    }

    // MARK: Answers

    private mutating func take(_ record: LineRecord, _ block: Block) {
        self.isHeard = true
        let words = record.response?.words ?? []
        for field in block.fields {
            let start = Int(field.address) - block.address
            guard start >= 0, start + field.registerCount <= words.count else {
                self.results[field] = self.missing(field, "the answer was too short", record)
                continue
            }
            let own = Array(words[start..<start + field.registerCount])
            let value = field.decode(own)
            self.results[field] = SurveyedField(
                field: field, words: own, value: value, reason: value.absence, askedNanoseconds: record.sentNanoseconds,
                completeNanoseconds: record.endNanoseconds)
        }
    }

    private mutating func refused(_ record: LineRecord, _ block: Block) {
        let exception = record.exception.map { ModbusException(code: $0) }
        if exception?.meansUnitSilent == true { return self.silent(record, block) }
        self.isHeard = true
        guard block.fields.count > 1 else {
            return self.miss(block, "the device refuses: \(exception.map { "\($0)" } ?? "without a reason")", record)
        }
        for field in block.fields {
            self.add([field], block.request.function, from: Int(field.address), count: field.registerCount)
        }
    }

    private mutating func silent(_ record: LineRecord, _ block: Block) {
        self.silences += 1
        self.miss(block, "no answer", record)
        guard !self.isHeard, self.silences >= Self.mostSilences else { return }
        for block in self.blocks { self.miss(block, "no answer to the questions before it", nil) }
        self.blocks = []
    }

    private mutating func miss(_ block: Block, _ reason: String, _ record: LineRecord?) {
        for field in block.fields { self.results[field] = self.missing(field, reason, record) }
    }

    private func missing(_ field: RegisterField, _ reason: String, _ record: LineRecord?) -> SurveyedField {
        SurveyedField(
            field: field, words: [], value: nil, reason: reason, askedNanoseconds: record?.sentNanoseconds,
            completeNanoseconds: record?.endNanoseconds)
    }
}

extension FieldValue {
    fileprivate var absence: String? {
        if case .absent(let reason) = self { "\(reason)" } else { nil }
    }
}
