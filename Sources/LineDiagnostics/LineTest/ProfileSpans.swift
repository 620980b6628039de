internal import DeviceProfiles
internal import Metering
internal import ModbusProtocol

/// Stretches of registers that a profile knows, as reads of a wanted length.
struct ProfileSpans {
    private let tables: [(function: ModbusFunction, fields: [RegisterField])]
    private let profile: DeviceProfile

    init(profile: DeviceProfile) {
        self.profile = profile
        self.tables = [RegisterTable.inputRegister, .holdingRegister].compactMap { table in
            let fields = profile.fields.filter { $0.table == table }.sorted { $0.address < $1.address }
            guard !fields.isEmpty, let function = ModbusFunction(rawValue: table.readFunction) else { return nil }
            return (function, fields)
        }
    }

    /// The read of the serial number.
    var identity: ModbusRequest? {
        let field = self.profile.fields.first { field in
            guard !field.table.holdsBits else { return false }
            return field.name == "id.serial" || field.obis?.description == "0-0:96.1.0"
        }
        guard let field, let function = ModbusFunction(rawValue: field.table.readFunction) else { return nil }
        return ModbusRequest(reading: function, address: field.address, count: field.registerCount)
    }

    /// The longest stretches of each table, without holes before those with holes unless only length counts.
    func reads(upTo limit: Int, prefersLength: Bool = false) -> [ModbusRequest] {
        var reads: [ModbusRequest] = []
        for bridges in [false, true] {
            let found = self.tables.compactMap { self.longest($0.function, $0.fields, limit, bridges: bridges) }
            for read in found.sorted(by: { $0.count > $1.count }) where !reads.contains(read) { reads.append(read) }
        }
        return prefersLength ? reads.sorted { $0.count > $1.count } : reads
    }

    private func longest(_ function: ModbusFunction, _ fields: [RegisterField], _ limit: Int, bridges: Bool)
        -> ModbusRequest?
    {
        var best: (start: UInt16, count: Int)?
        for (index, first) in fields.enumerated() {
            var end = first.endAddress
            for field in fields[index...] {
                let isJoined = bridges || Int(field.address) <= end
                guard isJoined, field.endAddress - Int(first.address) <= limit else { break }
                end = max(end, field.endAddress)
            }
            let count = end - Int(first.address)
            if count <= limit, count > best?.count ?? 0 { best = (first.address, count) }
        }
        return best.flatMap { ModbusRequest(reading: function, address: $0.start, count: $0.count) }
    }
}
