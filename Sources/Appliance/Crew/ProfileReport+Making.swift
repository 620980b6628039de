import DeviceProfiles
import Metering

extension ProfileReport {
    init(_ profile: DeviceProfile) {
        self.init(
            name: profile.name, vendor: profile.vendor, model: profile.model, kind: profile.kind.rawValue,
            phases: profile.phases,
            serial: profile.serial.map {
                Serial(baud: $0.baud, parity: $0.parity.rawValue, stopBits: $0.stopBits, unit: $0.unit.map { Int($0) })
            },
            maximumRegisters: profile.maximumBlockRegisters, alignment: profile.alignment,
            pauseMs: profile.pauseMilliseconds, writeFunctions: profile.writeFunctions.map { Int($0) },
            fields: profile.fields.map { Field($0) },
            forbidden: profile.forbidden.map {
                Forbidden(
                    place: Place($0.table, $0.range.lowerBound, count: $0.range.count), mayBeRead: $0.allowsReading,
                    because: $0.reason)
            },
            identify: profile.identification.map { Self.text($0, profile) }, relay: profile.relay.map { Relay($0) },
            clock: profile.clock.map { Clock($0) }, sources: profile.source, notes: profile.notes)
    }

    private static func text(_ check: IdentificationCheck, _ profile: DeviceProfile) -> String {
        let unit = profile.field(named: check.field).map { " \($0.unit)" } ?? ""
        return switch check.expectation {
        case .oneOf(let numbers):
            "\(check.field) is " + numbers.map { "\($0) (0x\(String($0, radix: 16)))" }.joined(separator: " or ")
        case .between(let range): "\(check.field) is from \(range.lowerBound) to \(range.upperBound)\(unit)"
        case .prefix(let text): "\(check.field) begins with \(text)"
        }
    }
}

extension ProfileReport.Place {
    init(_ table: RegisterTable, _ address: Int, count: Int) {
        let digit =
            switch table {
            case .coil: 0
            case .discreteInput: 1
            case .inputRegister: 3
            case .holdingRegister: 4
            }
        let number = String(address + 1)
        // Five digits where they suffice, six where not.
        let width = number.count <= 4 ? 4 : 5
        self.init(
            table: table.rawValue, function: Int(table.readFunction), pdu: address, hex: Self.hex(address),
            number: address + 1,
            entity: "\(digit)" + String(repeating: "0", count: width - number.count) + number, registers: count)
    }

    private static func hex(_ address: Int) -> String {
        let digits = String(address, radix: 16, uppercase: true)
        return "0x" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

extension ProfileReport.Field {
    init(_ field: RegisterField) {
        let factors = field.factors.map { factor in
            switch factor.kind {
            case .powerOfTen: "× 10^\(factor.field.name)"
            case .multiplier: "× \(factor.field.name)"
            case .divisor: "÷ \(factor.field.name)"
            }
        }
        let isText = !field.type.isNumeric
        self.init(
            name: field.name, obis: field.obis?.description,
            place: .init(field.table, Int(field.valueAddress), count: field.type.registerCount),
            type: Self.text(field.type),
            order: field.order.rawValue, unit: isText ? "text" : field.unit.description,
            step: isText ? "" : Self.text(field.scale),
            access: field.access.rawValue, role: field.role?.rawValue,
            parts: factors + field.addends.map { "+ \($0.name)" }
                + (field.powerFactor == .plain ? [] : [field.powerFactor.rawValue])
                + (field.pulseInput.map { ["pulses of input \($0)"] } ?? []),
            absent: field.absentPatterns.map { "0x\(String($0, radix: 16, uppercase: true))" })
    }

    private static func text(_ scale: Scale) -> String {
        scale.denominator == 1 ? "\(scale.numerator)" : "\(scale.numerator)/\(scale.denominator)"
    }

    private static func text(_ type: RegisterType) -> String {
        switch type {
        case .string(let registers): "string of \(2 * registers)"
        case .bits(let first, let count): "bits \(first) to \(first + count - 1)"
        default: "\(type)"
        }
    }
}

extension ProfileReport.Relay {
    init(_ relay: RelayDescription) {
        self.init(
            channels: relay.channels.map { channel in
                ProfileReport.Channel(
                    channel: channel.number, function: Int(channel.writeFunction),
                    place: .init(channel.table, Int(channel.address), count: 1), close: Int(channel.closeValue),
                    open: Int(channel.openValue),
                    readBack: .init(channel.readBack.table, Int(channel.readBack.address), count: 1),
                    closed: Int(channel.readBack.closedValue), opened: Int(channel.readBack.openValue))
            },
            latching: relay.isLatching, powerUp: relay.powerUpState?.rawValue, side: relay.side?.rawValue,
            breakingCurrentMa: relay.breakingMilliamperes,
            contact: relay.normallyClosed.map { $0 ? "normally-closed" : "normally-open" })
    }
}

extension ProfileReport.Clock {
    init(_ clock: ClockDescription) {
        self.init(
            place: .init(clock.table, Int(clock.address), count: clock.format.registerCount),
            format: clock.format.rawValue, command: clock.setting.map { Int($0.command) },
            commandPlace: clock.setting.map { .init(.holdingRegister, Int($0.address), count: 10) },
            resultPlace: clock.setting.map { .init(.holdingRegister, Int($0.resultAddress), count: 2) })
    }
}
