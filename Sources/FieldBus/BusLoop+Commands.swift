import DeviceProfiles
import Metering
import ModbusProtocol
import Platform

extension BusLoop {
    /// Carries out one command and answers it; where the port is lost, answers that and throws.
    func carryOut(_ command: BusCommand, _ line: Line) throws(PortFailure) {
        self.publishEnded()
        self.observer.flush()
        defer { for device in self.units.indices { self.notePause(device, line) } }
        do throws(Line.Failure) {
            command.reply.resume(returning: .success(try self.perform(command.action, line)))
        } catch {
            switch error {
            case .bus(let error): command.reply.resume(returning: .failure(error))
            case .port(let failure):
                command.reply.resume(returning: .failure(BusError(failure, self.configuration.place)))
                throw failure
            }
        }
    }

    private func perform(_ action: BusCommand.Action, _ line: Line) throws(Line.Failure) -> BusCommand.Answer {
        switch action {
        case .setRelay(let device, let channel, let closed):
            return .relay(try self.relay(self.index(of: device)).set(channel, closed: closed, on: line))
        case .readRelay(let device, let channel):
            return .relay(try self.relay(self.index(of: device)).read(channel, on: line))
        case .read(let device, let names):
            return .sample(try self.read(self.index(of: device), names, line))
        case .ask(let question): return .record(try line.ask(question))
        case .listen(let nanoseconds, let parameters):
            return .recording(try self.listen(nanoseconds, parameters, line))
        }
    }

    /// Listens in pieces: a relay does not wait for the end.
    private func listen(
        _ nanoseconds: Int64, _ parameters: LineParameters?, _ line: Line
    ) throws(Line.Failure) -> LineRecording {
        let start = self.world.now
        let end = start + max(0, min(nanoseconds, Bus.longestListening))
        var heard: [HeardBytes] = []
        while self.world.now < end, !self.queue.isEnding {
            heard += try line.listen(until: end, parameters, wake: self.queue.wake)
            self.queue.wake.drain()
            do throws(PortFailure) {
                while let command = self.queue.take(.relay) { try self.carryOut(command, line) }
            } catch {
                throw .port(error)
            }
        }
        return LineRecording(startNanoseconds: start, endNanoseconds: self.world.now, heard: heard)
    }

    private func index(of device: String) throws(Line.Failure) -> Int {
        do throws(BusError) {
            return try self.configuration.index(of: device)
        } catch {
            throw .bus(error)
        }
    }

    private func relay(_ device: Int) -> RelayDriver {
        RelayDriver(
            index: device, device: self.configuration.devices[device], place: self.readers[device].place)
    }

    private func read(_ device: Int, _ names: [String], _ line: Line) throws(Line.Failure) -> DeviceSample {
        var fields: [RegisterField] = []
        for name in names {
            guard let field = self.configuration.devices[device].profile.field(named: name) else {
                throw .bus(.noSuchField(self.readers[device].place, field: name))
            }
            fields.append(field)
        }
        let sweep = self.readers[device].sweep(
            fields, latency: line.discipline.latency(of: self.configuration.devices[device].unit), at: self.world.now)
        do throws(PortFailure) {
            while !sweep.isDone {
                try self.readers[device].step(sweep, on: line)
                // A relay waits for one exchange at most.
                while let command = self.queue.take(.relay) { try self.carryOut(command, line) }
            }
        } catch {
            throw .port(error)
        }
        if sweep.firstAnswer == nil, let error = sweep.firstError { throw .bus(error) }
        self.readers[device].finished(sweep, isSilent: true)
        return sweep.sample(device: self.configuration.devices[device].name, at: self.world.now)
    }
}
