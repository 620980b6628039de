import DeviceProfiles
import ModbusProtocol
public import StrictYAML

/// A profile file from anywhere: either an error that says where, or a profile whose every field takes any words.
enum ProfileProperties {
    private static let file = "device.yaml"

    static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        let profile: DeviceProfile
        do throws(YAMLError) {
            profile = try DeviceProfile(yaml: String(decoding: bytes, as: UTF8.self), file: self.file)
        } catch {
            return try judge(error, file: self.file)
        }
        let noise = bytes.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        for field in profile.fields {
            try require(field.endAddress <= 65536, "\(field.name) ends at \(field.endAddress)")
            for words in self.images(of: field, noise) { try self.decode(words, field) }
        }
        try self.plan(profile)
    }

    private static func images(of field: RegisterField, _ noise: UInt64) -> [[UInt16]] {
        let indices = 0..<field.registerCount
        let random = indices.map { UInt16(truncatingIfNeeded: (noise &* UInt64(2 * $0 + 1)) >> 24) }
        return [
            indices.map { _ in 0 }, indices.map { _ in 0xFFFF }, indices.map { _ in 0x8000 },
            indices.map { _ in 0x7FFF }, indices.map { _ in 1 }, indices.map { _ in 0x4141 }, random, [],
        ]
    }

    /// What is decoded can be encoded, and what is encoded is read back as it was.
    private static func decode(_ words: [UInt16], _ field: RegisterField) throws(BrokenProperty) {
        switch field.decode(words) {
        case .value(let value):
            guard let encoded = try? field.encode(value) else { return }
            try require(encoded.count == field.registerCount, "\(field.name): \(encoded.count) registers")
            let again = field.decode(encoded)
            guard let once = again.number, let second = try? field.encode(once) else { return }
            try require(field.decode(second) == again, "\(field.name): \(value), then \(once), then something else")
        case .text(let text):
            guard let encoded = try? field.encode(text: text) else {
                throw BrokenProperty("\(field.name) cannot encode its own text")
            }
            try require(field.decode(encoded) == .text(text), "\(field.name): \(text) changes")
        case .absent: return
        }
    }

    private static func plan(_ profile: DeviceProfile) throws(BrokenProperty) {
        for table in RegisterTable.allCases {
            let spans = profile.fields.filter { $0.table == table }.map {
                RegisterSpan(address: $0.address, count: $0.registerCount)
            }
            let registers = profile.maximumBlockRegisters
            let limit = table.holdsBits ? min(ModbusLimits.readBits, 16 * registers) : registers
            let plan = ReadPlanner.plan(
                spans,
                limits: BlockLimits(
                    maximumCount: limit, alignment: table.holdsBits ? 1 : profile.alignment, barriers: []),
                cost: ReadCost(
                    timing: LineTiming(baud: 9600, parity: .none, stopBits: 1), turnaroundNanoseconds: 20_000_000,
                    readsBits: table.holdsBits))
            try require(plan.unreadable.isEmpty, "accepted fields that no read can fetch")
            let covered = plan.blocks.flatMap(\.spans).sorted()
            try require(covered == Array(spans.indices), "plan covers \(covered) of \(spans.count)")
            try require(plan.blocks.allSatisfy { (1...limit).contains($0.count) }, "a block is too long")
        }
    }
}

/// An error about a file names the file, the line unless it is about the text as a whole, and is one line of text.
public func judge(_ error: YAMLError, file: String) throws(BrokenProperty) {
    try require(error.location.file == file, "names file \(error.location.file)")
    try require(error.kind == .document || error.location.line > 0, "names no line: \(error)")
    try require(!error.problem.isEmpty && !error.expected.isEmpty, "says nothing: \(error)")
    let isOneLine = error.description.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
    try require(isOneLine, "has control characters: \(error)")
}
