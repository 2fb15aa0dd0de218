int lampColour();
