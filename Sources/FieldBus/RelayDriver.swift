import DeviceProfiles
import ModbusProtocol
import Platform

/// Moves and reads the relay channels that a profile declares; nothing else in this room writes.
struct RelayDriver {
    let index: Int
    let device: BusDevice
    let place: BusPlace

    func channel(_ number: Int) throws(BusError) -> RelayChannel {
        guard let channel = self.device.profile.relay?.channel(number) else {
            throw .noSuchChannel(self.place, channel: number)
        }
        return channel
    }

    /// Writes and reads back. A write without an answer counts as done only where the read-back shows it.
    func set(_ number: Int, closed: Bool, on line: Line) throws(Line.Failure) -> RelayReadBack {
        let channel = try self.find(number)
        var writeError: BusError?
        do throws(Line.Failure) {
            _ = try line.exchange(channel.write(closed: closed), with: self.index)
        } catch {
            switch error {
            case .port, .bus(.refused), .bus(.lineBusy), .bus(.secondMaster), .bus(.impossibleRequest): throw error
            case .bus(let error): writeError = error
            }
        }
        let readBack: RelayReadBack
        do throws(Line.Failure) {
            readBack = try self.read(number, on: line)
        } catch {
            if case .bus = error, let writeError { throw .bus(writeError) }
            throw error
        }
        if let writeError, readBack.closed != closed { throw .bus(writeError) }
        return readBack
    }

    func read(_ number: Int, on line: Line) throws(Line.Failure) -> RelayReadBack {
        let channel = try self.find(number)
        guard let request = channel.readBack.request else { throw .bus(.noSuchChannel(self.place, channel: number)) }
        let answer = try line.exchange(request, with: self.index)
        let words = answer.response.words ?? []
        return RelayReadBack(
            closed: channel.readBack.isClosed(words), rawWords: words,
            monotonicNanoseconds: answer.firstByteNanoseconds)
    }

    private func find(_ number: Int) throws(Line.Failure) -> RelayChannel {
        do throws(BusError) {
            return try self.channel(number)
        } catch {
            throw .bus(error)
        }
    }
}

extension RelayChannel {
    fileprivate func write(closed: Bool) -> ModbusRequest {
        let value = closed ? self.closeValue : self.openValue
        return switch self.writeFunction {
        case 5: .writeSingleCoil(address: self.address, value: value)
        case 6: .writeSingleRegister(address: self.address, value: value)
        default: .writeRegisters(address: self.address, values: [value])
        }
    }
}

extension RelayChannel.ReadBack {
    var request: ModbusRequest? {
        ModbusFunction(rawValue: self.table.readFunction).flatMap {
            ModbusRequest(reading: $0, address: self.address, count: 1)
        }
    }
}
