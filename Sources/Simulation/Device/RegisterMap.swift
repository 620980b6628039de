internal import DeviceProfiles
internal import Metering
internal import ModbusProtocol

/// The registers that a profile describes, by table and address, each with where its value comes from.
struct RegisterMap: Sendable {
    /// Where a cell's words come from.
    enum Source: Sendable {
        case constant([UInt16])
        case quantity(ObisCode, RegisterField)
        /// What an input of a pulse counter has counted.
        case pulses(RegisterField, input: Int)
        /// Index of a channel in the profile's relay description.
        case relay(Int)
    }

    struct Cell: Sendable {
        let address: Int
        let count: Int
        let source: Source

        var range: Range<Int> { self.address..<self.address + self.count }
    }

    /// Sorted by address.
    private let cells: [RegisterTable: [Cell]]
    private let maximumBlockRegisters: Int
    private let alignment: Int

    init(profile: DeviceProfile, serial: String?) throws(ProfileError) {
        var cells: [RegisterTable: [Cell]] = [:]
        let factors = FactorRegisters(profile)
        for field in profile.fields {
            let check = profile.identification.first { $0.field == field.name }
            let field = try factors.plain(field)
            let source: Source
            if let words = try factors.words(of: field) {
                source = .constant(words)
            } else {
                source = try Self.source(field, serial: serial, check: check)
            }
            cells[field.table, default: []].append(
                Cell(address: Int(field.address), count: field.registerCount, source: source))
        }
        for (index, channel) in (profile.relay?.channels ?? []).enumerated() {
            let place = channel.readBack
            cells[place.table, default: []].append(Cell(address: Int(place.address), count: 1, source: .relay(index)))
        }
        self.cells = cells.mapValues { $0.sorted { ($0.address, $0.count) < ($1.address, $1.count) } }
        self.maximumBlockRegisters = profile.maximumBlockRegisters
        self.alignment = max(1, profile.alignment)
    }

    /// The words of `count` registers, or bits as 0 and 1.
    ///
    /// First and last must belong to a field; gaps inside read as 0, as in meters that reserve them.
    /// - Throws: exception 1 for a table the device does not have, 2 for an address, 3 for too long a block.
    func read(
        _ table: RegisterTable, address: UInt16, count: Int, value: (Source) -> [UInt16]
    ) throws(ModbusException) -> [UInt16] {
        guard let cells = self.cells[table] else { throw .illegalFunction }
        let range = Int(address)..<Int(address) + count
        guard table.holdsBits || count <= self.maximumBlockRegisters else { throw .illegalDataValue }
        let touched = cells.filter { $0.range.overlaps(range) }
        guard Int(address) % self.alignment == 0, touched.contains(where: { $0.range.contains(range.lowerBound) }),
            touched.contains(where: { $0.range.contains(range.upperBound - 1) })
        else { throw .illegalDataAddress }
        var words = Array(repeating: UInt16(0), count: count)
        for cell in touched {
            for (offset, word) in value(cell.source).prefix(cell.count).enumerated()
            where range.contains(cell.address + offset) {
                // Bit fields share a register.
                words[cell.address + offset - range.lowerBound] |= word
            }
        }
        return words
    }

    /// A read of the first field; nil where there is none.
    var firstRead: ModbusRequest? {
        for table in [RegisterTable.inputRegister, .holdingRegister, .coil, .discreteInput] {
            guard let cell = self.cells[table]?.first, let address = UInt16(exactly: cell.address),
                let function = ModbusFunction(rawValue: table.readFunction)
            else { continue }
            return ModbusRequest(reading: function, address: address, count: cell.count)
        }
        return nil
    }

    private static func source(
        _ field: RegisterField, serial: String?, check: IdentificationCheck?
    ) throws(ProfileError) -> Source {
        if let input = field.pulseInput { return .pulses(field, input: input) }
        let zero = Source.constant(Array(repeating: 0, count: field.registerCount))
        if field.obis == .serialNumber || ["id.serial", "serial", "serial_number"].contains(field.name) {
            guard let serial else { return zero }
            if case .string = field.type { return .constant(try field.encode(text: serial)) }
            guard let number = Int64(serial) else {
                throw .unencodable(field: field.name, value: serial, expected: "a serial number of digits only")
            }
            return .constant(try field.encode(number))
        }
        for code in [field.obis, QuantityName.code(field.name)] {
            guard let code, QuantityName.unit(code) == field.unit, field.type.isNumeric else { continue }
            return .quantity(code, field)
        }
        // What identifies the model must be there, or nobody would find the device.
        switch check?.expectation {
        case .oneOf(let numbers): return .constant(try field.encode(numbers.first ?? 0))
        case .prefix(let text): return .constant(try field.encode(text: text))
        case .between, nil: return zero
        }
    }
}
