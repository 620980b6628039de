extension DemonstrationPlan {
    /// The main cable of each transformer, with the houses along it.
    static let conductor = "AL 4x35"
    static let spanMetres = 40
    static let ratedKVA = 25
    static let noLoadLossWatts = 55
    /// Of the watch's balance, in seconds: four real seconds by the scaled clock, so that each meter is read near its end.
    static let watchInterval = 1800

    /// What the utility knows of the watched transformer's grid: as in the scene, in the words of the loss detection.
    func topology() -> String {
        let transformer = Self.watchedTransformer
        let houses = (1...Self.houses).map { house in
            "    {\"meter_id\": \"\(Self.meter(transformer, house))\", \"phase\": \"L\(Self.phase(house))\", "
                + "\"bus\": \"P\(house)\", \"accuracy_class\": \"1.0\"}"
        }
        let lines = (1...Self.houses).map { house in
            "    {\"from\": \"P\(house - 1)\", \"to\": \"P\(house)\", \"length_m\": \(Self.spanMetres), "
                + "\"conductor\": \"\(Self.conductor)\"}"
        }
        return """
            {
              "scenario": "\(Self.node(transformer))",
              "interval_s": \(Self.watchInterval),
              "transformer": {"meter_id": "M\(transformer)", "rated_kva": \(Self.ratedKVA), "accuracy_class": "1.0", "bus": "P0"},
              "houses": [
            \(houses.joined(separator: ",\n"))
              ],
              "lines": [
            \(lines.joined(separator: ",\n"))
              ],
              "declared_unmetered": [
                {"kind": "no-load loss", "rated_w": \(Self.noLoadLossWatts), "schedule": "always"}
              ]
            }

            """
    }
}
