/// Finds SunSpec models in a device's holding registers, question by question.
///
/// A pure machine: make the read that ``question`` names, hand what came to ``take(_:)``, until ``question`` is nil; then
/// ``device`` tells what was found. What a device announces is not believed: lengths and counts are bounded, so that at
/// most some eighty reads are made whatever it answers.
/// Source: SunSpec Information Model Specification (marker, common model, chain of models); models 1 and 201 to 204.
public struct SunSpecDiscovery: Sendable {
    enum State: Hashable, Sendable {
        case marker(base: Int)
        case common
        case header(at: Int)
        case meter(SunSpecModel, chunk: Int)
        case done
    }

    /// Where devices put the marker, in the order of the search; 4096 is Accuenergy's.
    public static let bases: [UInt16] = [40000, 0, 50000, 4096]
    static let marker: [UInt16] = [0x5375, 0x6E53]
    static let endModel: UInt16 = 0xFFFF
    static let maximumModels = 64
    /// Registers of a meter model that hold its points, with ID and length.
    static let meterRegisters = 107
    /// Reads shorter than this bring nothing: no energy fits with its scale.
    static let minimumChunk = 17

    private let bases: [UInt16]
    private(set) var state: State
    private(set) var base: UInt16 = 0
    private(set) var common: SunSpecModel?
    private(set) var commonWords: [UInt16] = []
    private(set) var models: [SunSpecModel] = []
    private(set) var problems: [String] = []
    /// The meter model's registers from its ID on, as far as they came.
    private(set) var meterWords: [UInt16] = []
    private(set) var meter: SunSpecModel?
    private(set) var maximumRegisters = 125
    /// The result; nil while questions are open and where the device has no SunSpec models.
    public private(set) var device: SunSpecDevice?

    /// - Parameter bases: where to look for the marker, in this order.
    public init(bases: [UInt16] = SunSpecDiscovery.bases) {
        let bases = bases.filter { $0 <= 0xFFF0 }
        self.bases = bases
        self.state = bases.isEmpty ? .done : .marker(base: 0)
    }

    /// The read to make next; nil where discovery is at its end.
    public var question: RegisterQuestion? {
        switch self.state {
        case .marker(let index): Self.read(Int(self.bases[index]), 4)
        case .common: self.common.map { Self.read(Int($0.address), 2 + $0.length) }
        case .header(let address): Self.read(address, 2)
        case .meter(let model, let chunk):
            Self.read(
                Int(model.address) + self.meterWords.count, min(chunk, Self.meterRegisters - self.meterWords.count))
        case .done: nil
        }
    }

    private static func read(_ address: Int, _ count: Int) -> RegisterQuestion {
        RegisterQuestion(table: .holdingRegister, address: UInt16(address), count: count)
    }

    /// Takes what came of ``question``. An answer of another length counts as none.
    public mutating func take(_ answer: RegisterAnswer) {
        guard let question else { return }
        var words: [UInt16]?
        if case .words(let found) = answer, found.count == question.count { words = found }
        switch self.state {
        case .marker(let index): self.takeMarker(words, index)
        case .common: self.takeCommon(words)
        case .header(let address): self.takeHeader(words, at: address)
        case .meter(let model, let chunk): self.takeMeter(words, model, chunk)
        case .done: break
        }
    }

    private mutating func takeMarker(_ words: [UInt16]?, _ index: Int) {
        let base = self.bases[index]
        guard let words, Array(words.prefix(2)) == Self.marker else {
            self.state = index + 1 < self.bases.count ? .marker(base: index + 1) : .done
            return
        }
        self.base = base
        // The length may be 65 or, with a register of padding, 66; a device may leave out the last points.
        guard words[2] == 1, (64...123).contains(words[3]) else {
            self.problems.append(
                "the marker at \(base) is followed by model \(words[2]) with \(words[3]) registers, "
                    + "and not by the common model with 65 or 66")
            return self.finish()
        }
        let common = SunSpecModel(id: 1, address: base + 2, length: Int(words[3]))
        self.models = [common]
        self.common = common
        guard common.endAddress <= 0xFFFE else { return self.finish() }
        self.state = .common
    }

    private mutating func takeCommon(_ words: [UInt16]?) {
        if let words { self.commonWords = words } else { self.problems.append("the common model was not readable") }
        self.state = .header(at: self.common?.endAddress ?? 0)
    }

    private mutating func takeHeader(_ words: [UInt16]?, at address: Int) {
        guard let words else {
            self.problems.append("the chain of models ends at \(address) without the end model")
            return self.walked()
        }
        guard words[0] != Self.endModel else { return self.walked() }
        let model = SunSpecModel(id: words[0], address: UInt16(address), length: Int(words[1]))
        guard model.endAddress <= 0xFFFE, model.length > 0, model.id > 0, self.models.count < Self.maximumModels else {
            self.problems.append(
                "model \(model.id) at \(address) announces \(model.length) registers; the search ended there")
            return self.walked()
        }
        self.models.append(model)
        self.state = .header(at: model.endAddress)
    }

    /// The chain has been walked: on to the registers of the first meter.
    private mutating func walked() {
        for model in self.models where model.isIntegerMeter && model.length + 2 < Self.meterRegisters {
            self.problems.append(
                "model \(model.id) at \(model.address) announces \(model.length) registers instead of 105")
        }
        let usable = self.models.first { $0.isIntegerMeter && $0.length + 2 >= Self.meterRegisters }
        guard let usable else {
            if let float = self.models.first(where: \.isFloatMeter) {
                self.problems.append("model \(float.id) has its values as floats, which no profile is made from")
            }
            return self.finish()
        }
        self.state = .meter(usable, chunk: Self.meterRegisters)
    }

    private mutating func takeMeter(_ words: [UInt16]?, _ model: SunSpecModel, _ chunk: Int) {
        guard let words else {
            // A device may bear less than the standard's 125 registers.
            let half = (chunk + 1) / 2
            guard half >= Self.minimumChunk else {
                self.problems.append("model \(model.id) at \(model.address) was not readable")
                self.meterWords = []
                return self.finish()
            }
            self.maximumRegisters = half
            self.state = .meter(model, chunk: half)
            return
        }
        self.meterWords += words
        guard self.meterWords.count >= Self.meterRegisters else { return }
        guard self.meterWords[0] == model.id else {
            self.problems.append("model \(model.id) at \(model.address) was another one when it was read")
            self.meterWords = []
            return self.finish()
        }
        self.meter = model
        self.finish()
    }

    private mutating func finish() {
        self.state = .done
        self.device = self.makeDevice()
    }
}
