import DeviceProfiles
import TestSupport
import Testing

/// What a profile lists may be written, and nothing else.
@Suite struct WritingTests {
    private func refusal(_ profile: String, _ function: UInt8, _ address: UInt16, _ values: [UInt16]) throws
        -> WriteRefusal?
    {
        let profile = try #require(try ShippedProfiles.catalog()[profile])
        return profile.refusal(of: RegisterWrite(function: function, address: address, values: values))
    }

    @Test func theMeterWithARelayCannotBeErased() throws {
        let profile = try #require(try ShippedProfiles.catalog()["hiking-dds238"])
        #expect(profile.kind == .meter && profile.relay?.channels.count == 1)
        for (address, count) in [(0, 1), (0, 2), (1, 1), (0, 30)] as [(UInt16, Int)] {
            let refusal = try self.refusal("hiking-dds238", 16, address, Array(repeating: 0, count: count))
            guard case .forbidden(.holdingRegister, 0..<2, let reason) = refusal else {
                Issue.record("\(address): \(String(describing: refusal))")
                continue
            }
            #expect(reason.contains("erases"))
            #expect(!profile.isWritable(table: .holdingRegister, address: address, count: count))
        }
        #expect(profile.unreadableRanges(in: .holdingRegister).isEmpty, "reading it is how it bills")
        #expect(try self.refusal("hiking-dds238", 16, 26, [1]) == nil)
        #expect(try self.refusal("hiking-dds238", 16, 26, [0]) == nil)
        #expect(try self.refusal("hiking-dds238", 16, 26, [2]) == .notARelayCommand(channel: 1))
        #expect(try self.refusal("hiking-dds238", 16, 25, [0, 0]) == .notARelayCommand(channel: 1))
        #expect(try self.refusal("hiking-dds238", 6, 26, [1]) == .functionNotTaken(6, taken: [16]))
        #expect(try self.refusal("hiking-dds238", 16, 21, [0x0101]) == nil)
        #expect(try self.refusal("hiking-dds238", 16, 20, [1, 1]) == .notListed(table: .holdingRegister, address: 20))
        #expect(try self.refusal("hiking-dds238", 5, 26, [0xFF00]) == .functionNotTaken(5, taken: [16]))
    }

    @Test func wholeFieldsOnly() throws {
        #expect(try self.refusal("eastron-sdm630", 16, 20, [0, 0]) == nil)
        #expect(try self.refusal("eastron-sdm630", 16, 18, [0, 0, 0, 0]) == nil, "two settings side by side")
        #expect(try self.refusal("eastron-sdm630", 16, 20, [0]) == .partOfField("cfg.address"))
        #expect(try self.refusal("eastron-sdm630", 6, 21, [0]) == .partOfField("cfg.address"))
        #expect(try self.refusal("eastron-sdm630", 16, 19, [0, 0]) == .partOfField("cfg.parity_stop"))
        #expect(try self.refusal("eastron-sdm630", 16, 22, [0]) == .notListed(table: .holdingRegister, address: 22))
        #expect(
            try self.refusal("eastron-sdm630", 16, 0xFFFF, [0, 0]) == .impossibleRange(address: 0xFFFF, count: 2))
        #expect(try self.refusal("eastron-sdm630", 16, 20, []) == .impossibleRange(address: 20, count: 0))
        #expect(try self.refusal("eastron-sdm630", 6, 20, [0, 0]) == .impossibleRange(address: 20, count: 2))
        #expect(try self.refusal("eastron-sdm630", 3, 20, [0]) == .functionNotWriting(3))
        #expect(try self.refusal("eastron-sdm630", 15, 20, [0]) == .notListed(table: .coil, address: 20))
    }

    @Test func relaysMoveOneByOne() throws {
        #expect(try self.refusal("waveshare-relay-8ch", 5, 7, [0xFF00]) == nil)
        #expect(try self.refusal("waveshare-relay-8ch", 5, 7, [0x5500]) == .notARelayCommand(channel: 8))
        #expect(try self.refusal("waveshare-relay-8ch", 15, 0, [1, 1]) == .notARelayCommand(channel: 1))
        #expect(try self.refusal("waveshare-relay-8ch", 5, 8, [0xFF00]) == .notListed(table: .coil, address: 8))
        guard case .forbidden(.coil, 255..<256, _) = try self.refusal("waveshare-relay-8ch", 5, 255, [0xFF00]) else {
            Issue.record("coil 255 moves all contacts")
            return
        }
        #expect(try self.refusal("eletechsup-r4d8a08", 6, 8, [0x0100]) == nil)
        #expect(try self.refusal("eletechsup-r4d8a08", 6, 8, [0x0300]) == .notARelayCommand(channel: 8))
        #expect(try self.refusal("eletechsup-r4d8a08", 16, 1, [0x0100]) == .notARelayCommand(channel: 1))
    }

    /// Whatever is written at random: allowed is only what lies in whole writable fields or is a relay command.
    @Test func randomWritesTouchOnlyWhatIsListed() throws {
        var random = SeededGenerator(seed: 5)
        for profile in try ShippedProfiles.catalog().profiles {
            for _ in 0..<400 {
                let near = profile.fields.randomElement(using: &random)?.address ?? 0
                let address = UInt16(truncatingIfNeeded: Int(near) + Int.random(in: -3...3, using: &random))
                let write = RegisterWrite(
                    function: UInt8.random(in: 1...20, using: &random), address: address,
                    values: (0..<Int.random(in: 0...5, using: &random)).map { _ in
                        UInt16.random(in: 0...UInt16.max, using: &random)
                    })
                guard profile.refusal(of: write) == nil, let table = write.table else { continue }
                for offset in write.values.indices {
                    let place = Int(address) + offset
                    #expect(
                        profile.fields.contains {
                            $0.access == .readWrite && $0.table == table && $0.valueRange.contains(place)
                        } || profile.relay?.channels.contains { Int($0.address) == place } == true)
                    #expect(!profile.forbidden.contains { $0.table == table && $0.range.contains(place) })
                }
            }
        }
    }

    @Test func writableFieldsGoThereAndBack() throws {
        var random = SeededGenerator(seed: 6)
        for profile in try ShippedProfiles.catalog().profiles {
            for field in profile.fields where field.access == .readWrite {
                for _ in 0..<200 {
                    let value = Int64.random(in: 0...9999, using: &random)
                    let words = try field.encode(value)
                    #expect(field.decode(words) == .value(value), "\(profile.name) \(field.name)")
                    let write = RegisterWrite(function: 16, address: field.valueAddress, values: words)
                    #expect(profile.refusal(of: write) == nil)
                }
            }
        }
    }
}
