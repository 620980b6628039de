import DeviceProfiles

/// The holding registers of a SunSpec device, by hand from the published models.
struct SunSpecImage {
    var words: [Int: UInt16] = [:]
    var maximumRegisters = 125
    /// Where the meter model begins.
    private(set) var meter = 0

    init() {}

    /// - Parameter between: IDs and lengths of models that come before the meter's.
    init(base: Int, model: UInt16 = 203, commonLength: Int = 66, between: [(id: UInt16, length: Int)] = []) {
        var next = base
        func put(_ values: [UInt16], _ words: inout [Int: UInt16]) {
            for value in values {
                words[next] = value
                next += 1
            }
        }
        put([0x5375, 0x6E53, 1, UInt16(commonLength)], &self.words)
        for (text, registers) in [("Acme Power", 16), ("PowerBox 3", 16), ("", 8), ("1.07", 8), ("AB-0012345", 16)] {
            put(Self.text(text, registers), &self.words)
        }
        put(Array(repeating: 0x8000, count: commonLength - 64), &self.words)
        for (id, length) in between {
            put([id, UInt16(length)] + Array(repeating: 0x7777, count: length), &self.words)
        }
        self.meter = next
        put([model, 105] + Array(repeating: 0x8000, count: 105), &self.words)
        // acc32 and its scales: nothing counted where nothing is set.
        for offset in 38..<107 { self.words[self.meter + offset] = 0 }
        self.set(2, [1201, 612, 580, 9, UInt16(bitPattern: -2)])
        self.set(8, [2301, 2302, 2303])
        self.set(15, [UInt16(bitPattern: -1), 5002, UInt16(bitPattern: -2), UInt16(bitPattern: -141)])
        self.set(22, [1])
        self.set(33, [9500])
        self.set(37, [UInt16(bitPattern: -2)])
        self.set(38, [0, 12])
        self.set(46, [0x0001, 0x0002])
        self.set(48, [0, 700])
        self.set(54, [0])
        put([0xFFFF, 0], &self.words)
    }

    /// Sets registers of the meter model from `offset` on.
    mutating func set(_ offset: Int, _ values: [UInt16]) {
        for (index, value) in values.enumerated() { self.words[self.meter + offset + index] = value }
    }

    private static func text(_ text: String, _ registers: Int) -> [UInt16] {
        let bytes = Array(text.utf8) + Array(repeating: 0, count: 2 * registers - text.utf8.count)
        return stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
    }

    func answer(_ question: RegisterQuestion) -> RegisterAnswer {
        guard question.table == .holdingRegister else { return .refused(exception: 1) }
        guard question.count <= self.maximumRegisters else { return .refused(exception: 3) }
        var found: [UInt16] = []
        for address in Int(question.address)..<Int(question.address) + question.count {
            guard let word = self.words[address] else { return .refused(exception: 2) }
            found.append(word)
        }
        return .words(found)
    }

    /// Runs discovery to its end; the number of questions comes with it.
    func discover() -> (discovery: SunSpecDiscovery, questions: Int) {
        var discovery = SunSpecDiscovery()
        var questions = 0
        while let question = discovery.question, questions < 1000 {
            questions += 1
            discovery.take(self.answer(question))
        }
        return (discovery, questions)
    }
}
