extension IdentificationLadder {
    mutating func takeSunSpec(_ answer: LadderAnswer) {
        self.discovery.take(answer.registerAnswer)
        guard self.discovery.question == nil else { return }
        self.sunSpecDevice = self.discovery.device
        guard let device = self.discovery.device else {
            self.rung = .deviceIdentification
            return
        }
        let name = [device.manufacturer, device.model].compactMap { $0 }.joined(separator: " ")
        if !name.isEmpty { self.texts.append(name) }
        guard let profile = device.profile else {
            self.rung = .deviceIdentification
            return
        }
        var standing = Standing(profile: profile)
        let models = device.models.map { String($0.id) }.joined(separator: ", ")
        standing.note("SunSpec at \(device.baseAddress), models \(models), \(name)", 100, proves: true)
        self.standings.append(standing)
        self.judgeNames(proves: true)
        self.rung = .done
    }

    mutating func takeObjects(_ answer: LadderAnswer) {
        self.objectRounds += 1
        guard case .objects(let objects, let next) = answer else {
            self.rung = .serverID
            return
        }
        for object in objects where object.id < 7 && object.id != 3 && !object.text.isEmpty {
            self.texts.append(String(object.text.unicodeScalars.prefix(80).map(Character.init)))
        }
        if let next, next > self.nextObject, self.objectRounds < Self.maximumObjectRounds {
            self.nextObject = next
        } else {
            self.rung = .serverID
        }
    }

    mutating func takeServerID(_ answer: LadderAnswer) {
        if case .serverID(let bytes) = answer {
            let text = String(decoding: bytes.filter { (0x20...0x7E).contains($0) }.prefix(80), as: UTF8.self)
            if text.utf8.count >= 3 { self.texts.append(text) }
        }
        self.judgeNames(proves: true)
        self.begin(.vendorRegisters)
    }

    /// Compares what the device calls itself with vendor and model of each profile.
    private mutating func judgeNames(proves: Bool) {
        let all = self.texts.joined(separator: " ")
        guard !all.isEmpty else { return }
        for index in self.standings.indices where !self.standings[index].isProven {
            let name = ModelName(self.standings[index].profile)
            let isVendor = self.texts.contains { name.isVendor(in: $0) }
            let model = self.texts.lazy.compactMap { name.model(in: $0) }.first
            if isVendor { self.standings[index].note("the device names its vendor: \(all)", 15) }
            if let model {
                self.standings[index].note(
                    "the device names its model \(model): \(all)", 60, proves: proves && isVendor)
            }
            if !isVendor, model == nil { self.standings[index].note("the device calls itself \(all)", -25) }
        }
    }
}
