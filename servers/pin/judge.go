package pin

// Size is the size in bytes of the handshake message that carries the chain in TLS 1.2: 4 bytes of header, 3 for the length of the
// list, and 3 before each certificate.
func (c Chain) Size() int {
	size := 4 + 3
	for _, cert := range c.Certs {
		size += 3 + len(cert.Raw)
	}
	return size
}

// judge applies the rules.
func (v *view) judge() []Finding {
	var found []Finding
	for _, r := range Rules() {
		if where := r.where(v); where != nil {
			found = append(found, Finding{Rule: r.Name, What: r.What, Where: where, By: r.By})
		}
	}
	return found
}

// accepting are the profiles that no finding has refuse.
func accepting(findings []Finding) []Profile {
	var all []Profile
	for _, p := range Profiles() {
		ok := true
		for _, f := range findings {
			ok = ok && f.By[p].Effect != Refuses
		}
		if ok {
			all = append(all, p)
		}
	}
	return all
}
