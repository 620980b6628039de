import DeviceProfiles
import ModbusProtocol

extension DeviceReader {
    /// Cuts a refused read in two, to find the place that the device refuses.
    func refused(
        _ read: PlannedRead, _ exception: ModbusException, _ sweep: Sweep, _ line: Line
    ) {
        guard let first = read.members.first else { return }
        let fields = sweep.plan.fields
        let table = fields[first.field].table
        let registers = read.address..<read.address + read.question.request.count
        let members = read.members.map(\.field)
        let turnaround = line.discipline.latency(of: self.device.unit) ?? self.usualTurnaround
        if let halves = self.map.halves(of: read, of: fields, turnaround: turnaround) {
            sweep.refused.append(
                RefusedRead(
                    table: table, registers: registers, exception: exception, fields: members, gap: halves.gap))
            sweep.putFirst(halves.reads)
            return
        }
        sweep.refused.append(
            RefusedRead(
                table: table, registers: registers, exception: exception, fields: members,
                gap: registers.upperBound..<registers.upperBound))
        let now = line.world.now
        for member in members {
            self.map.refuse(fields[member], exception, at: now)
            self.observer.tell(.fieldRefused(field: fields[member].name, exception), self.place)
        }
        sweep.miss(members, "refused: \(exception)", at: now)
    }

    /// What the refusals of a sweep mean for the next plan. Never learned from silence or damage.
    func learn(from sweep: Sweep) {
        for read in sweep.refused {
            // The cause lies where both parts of a cut were answered; further out it is only inside.
            let isInnermost = !sweep.refused.contains {
                $0.table == read.table && $0.registers != read.registers
                    && read.registers.contains($0.registers.lowerBound)
                    && $0.registers.upperBound <= read.registers.upperBound
            }
            guard isInnermost, read.fields.allSatisfy({ sweep.isRead($0) }) else { continue }
            self.learn(read)
            let cut = UInt16(truncatingIfNeeded: read.gap.upperBound)
            self.observer.tell(.blockSplit(at: cut), self.place)
        }
    }

    private func learn(_ read: RefusedRead) {
        let longest = self.longest[read.table.slot]
        guard read.registers.count > longest else {
            return self.map.learn { learned in
                if read.gap.isEmpty {
                    learned[read.table].learn(barrier: read.gap.upperBound)
                } else {
                    learned[read.table].learn(hole: read.gap)
                }
            }
        }
        // Nothing so long was ever answered. A gap is blamed once; where it happens again, it was the length.
        let blamed = self.blamed[read.table.slot]
        guard read.gap.isEmpty || !blamed.isEmpty else {
            self.blamed[read.table.slot] = [read.gap]
            return self.map.learn { $0[read.table].learn(hole: read.gap) }
        }
        self.blamed[read.table.slot] = []
        self.map.learn { learned in
            learned[read.table].holes.removeAll { blamed.contains($0) }
            learned[read.table].learn(refusedCount: read.registers.count, answered: longest)
        }
    }

    /// A read was answered: what is longer than all before moves a learned limit up.
    func answered(_ read: PlannedRead) {
        let request = read.question.request
        guard let table = RegisterTable(readBy: request.function), request.count > self.longest[table.slot] else {
            return
        }
        self.longest[table.slot] = request.count
        guard let refused = self.map.learned[table].refusedCount else { return }
        self.map.learn { learned in
            if request.count >= refused { learned[table].refusedCount = nil }
            learned[table].answeredCount = max(learned[table].answeredCount, request.count)
        }
    }
}

extension RegisterTable {
    /// A place among four.
    fileprivate var slot: Int { Int(self.readFunction) - 1 }

    fileprivate init?(readBy function: ModbusFunction) {
        switch function {
        case .readCoils: self = .coil
        case .readDiscreteInputs: self = .discreteInput
        case .readHoldingRegisters: self = .holdingRegister
        case .readInputRegisters: self = .inputRegister
        default: return nil
        }
    }
}
